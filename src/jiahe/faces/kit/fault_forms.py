"""A form whose fields are given the faults that a deed found."""

from __future__ import annotations

from django import forms

from jiahe.registry.rows import Refused


class FaultForm(forms.Form):
    """A form whose fields can be given the faults that the deed found."""

    def take(self, refused: Refused) -> None:
        """Show each fault at its field, or above the form when the form has no such field."""
        for fault in refused.faults:
            self.add_error(fault.field if fault.field in self.fields else None, fault.message)
