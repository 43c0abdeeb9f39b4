"""Domain events: how a lower floor tells the floors above what happened, without knowing them.

An event is declared below and subscribed to above. It is written in the transaction of the deed (the outbox) and
delivered after that commits, to each subscriber once: the subscriber's writes and the mark of delivery are one
transaction. An event carries ids and codes, never personal data.
"""
