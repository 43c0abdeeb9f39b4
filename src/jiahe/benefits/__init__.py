"""Benefits 待遇: what a family is due by a dated rule, why, since when, until when, and what to do.

``family`` reads what a family says of itself, ``subjects`` makes dated facts of it, ``rules`` holds the benefits of
the nation and of Fujian with the numbers of ``parameters`` (YAML, by legal theme), ``deciding`` asks one benefit for
one member, ``answering`` asks all of them: none of these needs a database. ``editions`` are the law with a few numbers
changed; ``publishing`` is how a change comes into force here. ``households`` makes families of the registry, ``claims``
asks for what is due; ``calendar`` puts what comes to them in order, ``leave`` counts one. Nothing here asks the clock.
"""
