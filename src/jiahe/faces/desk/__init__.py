"""The desk: where a village worker, a secretary or a president works.

``views`` holds one module for each noun, ``forms`` what can be typed in, ``shell`` the side navigation.
"""
