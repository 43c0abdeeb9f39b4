"""What every kind of offer shares: programmes and their register, questions and answers, clocks, settings, the agenda.

A programme is one declaration (``programmes/``); the faces draw themselves from the register. What a place sets of it
(whether it runs, numbers, texts) is the one thing with a table: ``actions`` propose and approve it, ``in_force`` says
what holds in a place on a day. ``agenda`` is what is due, of every room.
"""
