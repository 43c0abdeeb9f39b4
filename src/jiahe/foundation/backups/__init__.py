"""Backups: the whole installation but its keys in one sealed file, and that file made an installation again.

``container`` is the file, ``copy_text`` how a row stands in it, ``snapshots`` reads all tables as of one moment,
``loading`` fills them again, ``actions`` makes and restores, ``queries`` says when the last backup was made.
"""
