"""The law as this installation has it: a value or the days of a rule are proposed, counted through, and published by a
second person.

``proposing`` holds the deeds, ``reading`` who sees what, ``preview`` has it counted who would change and ``counting`` counts them, ``current`` is the edition
that pages answer by. What was published is never changed: a mistake is mended by a further publication.
"""
