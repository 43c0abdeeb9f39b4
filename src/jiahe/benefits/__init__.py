"""Benefits 待遇: what a family is due by a dated rule, why, since when, until when, and what to do.

``family`` reads what a family says of itself, ``subjects`` makes dated facts of it, ``rules`` holds the benefits of
the nation and of Fujian with the numbers of ``parameters`` (YAML, by legal theme), ``deciding`` asks one benefit for
one member, ``answering`` asks all of them; ``calendar`` puts what comes in order. Only who reads or writes for a registered family
needs a database; nothing here asks the clock.
"""
