"""Template tags of the kit."""

from __future__ import annotations

from collections.abc import Mapping

from django import template
from django.conf import settings
from django.db import DatabaseError
from django.forms import BoundField
from django.utils.safestring import SafeString

from jiahe.delivery.catalogue.money import yuan
from jiahe.faces.kit.changes import shown
from jiahe.faces.kit.due import GRADES
from jiahe.foundation.regions.queries import province

register = template.Library()
register.filter(yuan)


@register.simple_tag
def province_name() -> str:
    """The province this installation serves; empty before `jiahe setup`, and where the database cannot be asked."""
    try:
        ours = province()
    except DatabaseError:  # the page of a fault must still show itself
        return ""
    return ours.title if ours else ""


@register.simple_tag
def administrator_contact() -> str:
    """How the administrator is reached, as the installation says; empty when it does not."""
    return str(settings.JIAHE_CONTACT)


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """The control of a field, tied to its hint and its error for those who hear the page."""
    attributes: dict[str, str | bool] = {}
    described = [f"{field.auto_id}-hint"] if field.help_text else []
    if field.errors:
        attributes["aria-invalid"] = "true"
        described.append(f"{field.auto_id}-error")
    if described:
        attributes["aria-describedby"] = " ".join(described)
    return field.as_widget(attrs=attributes)


@register.filter
def kind_of(field: BoundField) -> str:
    """What sort of control a field has: text, select, textarea, radio, checkbox, file or date."""
    name = type(field.field.widget).__name__
    kinds = {
        "Select": "select",
        "Textarea": "textarea",
        "RadioSelect": "radio",
        "CheckboxSelectMultiple": "radio",
        "CheckboxInput": "checkbox",
        "FileInput": "file",
        "ClearableFileInput": "file",
        "DateInput": "date",
    }
    return kinds.get(name, "text")


@register.filter
def shown_before(field: BoundField) -> str:
    """What a field of a form that changes something shows of what is known."""
    return shown(field)


@register.filter
def grouped(value: object) -> str:
    """A whole number with its thousands set apart, 6,519; anything else as it is."""
    text = str(value)
    return f"{int(text):,}" if text.lstrip("-").isdecimal() else text


@register.filter
def at_key(mapping: Mapping[object, object], key: object) -> object:
    """What a mapping holds under a key; nothing when it holds none."""
    return mapping.get(key)


@register.filter
def grade(code: str) -> str:
    """How sure we are of what a document says, in words."""
    return GRADES[code]
