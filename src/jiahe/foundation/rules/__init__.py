"""Rules: conditions over dated facts, in three-valued logic, with the parameters of the law beside them.

A rule is an expression (``expressions``) over named facts and parameters. Both are dated (``dated.Dated``), so one
evaluation says what holds on a day (yes, no, or unknown) and the first later day on which that may change; from these
follow the ``spells`` in which a rule holds. ``parameters`` reads the numbers of the law from YAML, each with its
document, its date and how sure we are of it.
"""
