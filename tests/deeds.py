"""Deeds of the desk in a process of their own, so that a test can kill it: `python -m tests.deeds undo|merge`."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Do all there is to do of one kind, and say after each step that it is done."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiahe.settings")
    import django

    django.setup()
    {"undo": undo, "merge": merge}[sys.argv[1]]()


def undo() -> None:
    """Undo the last import, or go on with undoing it."""
    from jiahe.faces.cli.acting import finish, now, today
    from jiahe.foundation.accounts.actor import operator
    from jiahe.registry.imports.undo import ask_undo, undo_import
    from jiahe.registry.models import ImportRun

    run = ImportRun.objects.latest("pk")
    ask_undo(run, by=operator(), at=now())
    undo_import(run, by=operator(), at=now(), on=today(), progress=lambda done, total: print(done, flush=True))
    finish()


def merge() -> None:
    """Merge every pair that looks alike."""
    from jiahe.faces.cli.acting import finish, now, today
    from jiahe.foundation.accounts.actor import operator
    from jiahe.foundation.regions.queries import find_region
    from jiahe.registry import lookalikes
    from jiahe.registry.actions import merge_people
    from tests.places import YUNLIN

    village = find_region(YUNLIN)
    assert village is not None
    for pair in lookalikes.pairs(village, by=operator(), limit=1000).rows:
        merge_people(one=pair.one, other=pair.other, by=operator(), at=now(), on=today())
        print(pair.one.pk, flush=True)
    finish()


if __name__ == "__main__":
    main()
