"""Workforce 服务人员: the people and bodies who serve families, from a volunteer of a village to a city's experts.

Somebody is nominated (or signs up), reviewed by a level above, and serves while his credential is valid: ``kinds`` says
which kinds need one, ``queries.may_serve`` is the door that callers ask. What he is called by is public where he agreed
to it, his phone never is. Load is what is assigned to him; hours count once a level above has confirmed them.
"""
