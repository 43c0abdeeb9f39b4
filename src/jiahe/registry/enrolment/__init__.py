"""Enrolment: how people come into the registry, one or two hundred thousand at a time.

A form, a sheet and `jiahe synth` all end here, so that the same checks hold for one person and for a county. Rows are
put together to families (``grouping``), held against what is known (``planning``) and written chunk by chunk
(``writing``); ``kinship`` says who is whose mother, father and spouse, ``counting`` what a person adds to the numbers.
"""

from jiahe.registry.enrolment.enrol import Outcome, enrol

__all__ = ["Outcome", "enrol"]
