"""Accounts: who signs in, in which post he acts, what he may do and where.

``actor.Actor`` is what every action and query is given. ``gate`` is the query gate: the one place that turns an actor
into a filter on region codes. ``rights`` holds the register of rights that the apps declare; which role has which is
one table above the floors (settings.JIAHE_ROLE_RIGHTS).
"""
