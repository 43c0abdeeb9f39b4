"""Residents and what is known of them: consent, who looked, requests to the village, guardians, what is forgotten when.

``consents`` records who agreed to what, ``looks`` tells a family who looked at its record, ``guardians`` says who acts
for whom on a day, ``asking`` and ``answering`` carry requests to the worker's desk and back, ``phones`` changes the
number somebody signs in with, ``own_data`` gives somebody what is known of him, ``retention`` forgets what is over.
"""
