"""What every kind of offer shares: programmes and their register, questions and answers, clocks. No models.

A programme is one declaration (``programmes/``); the faces draw themselves from the register.
"""
