"""OpenFisca's own web API over the fifteen rules, as gunicorn wants it: started by ``_http_check`` and by nothing else."""

from __future__ import annotations

from openfisca_core.parameters import ParameterNode
from openfisca_web_api.app import create_app

from bench._openfisca_rules import system

rules = system()
# The rules need no parameter; the API wants one to describe itself with.
rules.parameters = ParameterNode("", data={"example": {"values": {"2026-01-01": {"value": 1}}}})
application = create_app(rules)
