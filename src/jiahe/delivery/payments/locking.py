"""One deed at a time where money moves."""

from jiahe.foundation.database import advisory_lock


def alone() -> None:
    """Let no other transaction move payments, batches or accounts until this one ends.

    Raises:
        RuntimeError: no transaction is open.
    """
    advisory_lock("payments")
