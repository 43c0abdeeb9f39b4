"""The leave calculator 算假期: from the first day of a leave to its last and to the day of return.

``asking`` makes of a few words the smallest family the rules can answer for; ``reckoning`` counts the days they give.
Nothing is kept of what anybody typed.
"""
