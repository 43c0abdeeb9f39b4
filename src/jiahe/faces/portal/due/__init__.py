"""能领什么: eight plain questions, asked of anybody and kept nowhere, and what a family is due by its answers.

``questions`` are the form, ``family`` makes a family of the answers, ``results`` puts what the benefits say into the
words of the page, ``views`` is the page.
"""
