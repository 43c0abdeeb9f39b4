"""能领什么: eight plain questions, asked of anybody and kept nowhere, and what a family is due by its answers.

``questions`` are the form, ``family`` makes a family of the answers, ``views`` is the page; what the benefits say is put
into words by ``kit.due``.
"""
