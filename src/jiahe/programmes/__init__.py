"""The programmes of the association, each one declaration with its texts: no models, no engine.

To add one, put a folder beside these with a ``programme.py`` that declares it, and name it in ``declared``.
"""
