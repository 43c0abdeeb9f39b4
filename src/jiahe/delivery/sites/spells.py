"""Beginning and ending the spell for which a site is counted, with the facts of it, in the caller's transaction."""

from __future__ import annotations

from collections import Counter
from datetime import date

from django.db.models import Q

from jiahe.delivery.sites.measures import SITES
from jiahe.delivery.sites.models import Site, SiteSpell
from jiahe.foundation.facts.actions import FactKey, append_facts


def begin(site: Site, on: date) -> None:
    """Count a site from a day on in the village where it stands."""
    SiteSpell.objects.create(site=site, village_code=site.village_code, since=on)
    append_facts({(SITES.code, site.village_code, on): 1})


def end(site: Site, on: date) -> None:
    """Count a site no more from a day on; nothing happens where it is not counted."""
    for spell in SiteSpell.objects.filter(site=site, until=None):
        spell.until = max(on, spell.since)
        spell.save(update_fields=["until"])
        append_facts({(SITES.code, spell.village_code, spell.until): -1})


def move(site: Site, village_code: int, on: date) -> None:
    """Count a site in another village from a day on; what began later was never counted in the old one."""
    later = Q(until=None) | Q(until__gt=on)
    for spell in SiteSpell.objects.filter(later, site=site).exclude(village_code=village_code):
        day, until = max(on, spell.since), spell.until
        amounts: Counter[FactKey] = Counter()
        for code, sign in ((spell.village_code, -1), (village_code, 1)):
            amounts[SITES.code, code, day] += sign
            if until is not None:
                amounts[SITES.code, code, until] -= sign
        if spell.since >= on:
            spell.village_code = village_code
            spell.save(update_fields=["village_code"])
        else:
            spell.until = day
            spell.save(update_fields=["until"])
            SiteSpell.objects.create(site=site, village_code=village_code, since=day, until=until)
        append_facts(amounts)
