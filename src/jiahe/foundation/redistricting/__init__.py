"""Redistricting 区划调整: units open, close, are renamed, get a new code, merge and split, each with day and source.

The tree itself and its history stand in ``regions``; here is what changes them, which needs accounts, audit and events
and therefore stands above those. ``plan`` says what a change would do and what is wrong with it; ``actions`` holds one
verb for each change of single units, ``yearly`` the official list of a whole province; ``writing`` carries a plan out.
What others must do when a village is no more they hear of as ``events.RegionReplaced``.
"""
