"""The audit: who did what, when, in one chain that shows every change made behind its back.

An entry is written in the transaction of the deed and sealed after it commits: it gets its place in the chain and a
hash over itself and the entry before; the last hash of each seal is signed with a key that stands outside the
database. ``actions`` writes and seals, ``queries`` verifies.
"""
