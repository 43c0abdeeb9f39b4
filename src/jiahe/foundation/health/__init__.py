"""Is this installation well: the questions that every room may add to what `jiahe doctor` asks.

A question is a function that takes the moment and gives an ``Answer``; ``settings.JIAHE_CHECKS`` lists them.
"""
