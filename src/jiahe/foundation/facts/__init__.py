"""Facts: signed amounts by measure, village and day, folded up the region tree.

An action appends facts in its own transaction; after commit they are folded into ``Rollup``, one row for each region
and month. What a number on a screen says is therefore one indexed read, and ``verification`` recounts the tables to
prove it.
"""
