"""The registry: households, people, who is whose mother, father and spouse, and what happened to them.

``models`` holds the nouns, ``actions`` every write, ``queries`` every read that crosses a permission. A person comes in
by a form, a sheet or `jiahe synth`, always as a ``rows.PersonRow``: ``validation`` says what is wrong with it,
``enrolment`` writes it. ``sheets`` and ``template_sheet`` read and write Excel; ``subjects`` says which resident is
which person; ``measures`` counts.
"""
