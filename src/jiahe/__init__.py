"""家和 Jiahe: the software the family planning association of a province serves families with.

Floors, top to bottom: faces, insight, programmes, delivery, benefits, registry, foundation. Imports go down only.
``settings``, ``urls`` and ``roles`` stand above the floors and put them together.
"""

__version__ = "0.1.0"
