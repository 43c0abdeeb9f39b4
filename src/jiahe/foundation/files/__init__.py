"""Files: what somebody brought or what was made for him, kept sealed, for a purpose and for a time.

A ``FilePurpose`` says which kinds of file it takes, how large, for how long, and who may read them beside the one who
put them there. ``kinds`` finds what a file is by its content; ``store`` holds the sealed content in ``files/`` of the
data folder; ``actions`` keeps, opens and deletes, each with an entry in the audit; ``queries`` is the permission check.
"""
