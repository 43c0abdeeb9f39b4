"""The life calendar 家庭日历: everything that comes to a family in eighteen months, by date.

Nothing of it is stored: ``schedules`` reads the dated timetables (vaccinations, checks of children, contacts in
pregnancy), ``stages`` lays them over a family, ``dues`` takes the days out of the answer of the rules, ``coming`` joins
them. So what is recorded of a loss empties it in the same transaction. The one thing kept is the secret address under
which a phone subscribes to it (``models``, ``actions``, ``queries``); ``feed`` writes what stands there, in neutral words.
"""
