"""Importing a sheet: check it, show what would happen, then do it; interrupted, go on; done by mistake, undo it.

``uploads`` keeps the sheet among the files; ``runs`` checks it and carries it out; ``undo`` takes it back;
``headings`` remembers what a region calls its columns; ``report`` writes the sheet with the problems beside its cells.
"""

from jiahe.registry.imports.headings import remember_headings
from jiahe.registry.imports.runs import (
    carry_out,
    check_run,
    check_upload,
    confirm_import,
    confirm_upload,
    import_people,
    note_progress,
    report_run,
    report_sheet,
    start_upload,
    stop_run,
)
from jiahe.registry.imports.undo import ask_undo, undo_import
from jiahe.registry.imports.uploads import UploadGone

__all__ = [
    "UploadGone",
    "ask_undo",
    "carry_out",
    "check_run",
    "check_upload",
    "confirm_import",
    "confirm_upload",
    "import_people",
    "note_progress",
    "remember_headings",
    "report_run",
    "report_sheet",
    "start_upload",
    "stop_run",
    "undo_import",
]
