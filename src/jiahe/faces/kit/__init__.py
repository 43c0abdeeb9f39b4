"""The kit: the design system every face is drawn with, and what the faces share.

``templates/cotton`` holds the components, ``templates/kit`` the base pages, ``acting`` who is at the other end of a
request. The styles and scripts stand in ``frontend/`` and are built into ``static/kit/built``. `/design/` shows all.
"""
