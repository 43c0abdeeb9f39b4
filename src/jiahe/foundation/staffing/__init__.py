"""Accounts for all villages of a place from one sheet: the empty sheet, its check, carrying it out, the one-time passwords.

``rows`` reads the lines, ``plan`` says what each would do, ``carrying`` does it part by part, ``workbooks`` writes the
sheet to fill in and the sheet of results, ``actions`` is what a page or a command calls.
"""
