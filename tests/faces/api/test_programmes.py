"""The programmes over the API."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from django.test import Client

from tests.served import clean_environment, jiahe

pytestmark = pytest.mark.django_db


def test_the_programmes_are_listed_as_the_command_lists_them(tmp_path: Path) -> None:
    told = subprocess.run(
        [jiahe(), "programmes", "--json"], env=clean_environment(tmp_path), capture_output=True, text=True, cwd=tmp_path
    )
    listed = json.loads(told.stdout)
    assert Client().get("/api/v1/programmes").json() == listed
    assert {"code", "title", "system", "task", "kinds", "paths", "journey"} == set(listed[0])
    for programme in listed:
        assert Client().get(programme["paths"]["api"]).json() == programme
        assert Client().get(programme["paths"]["portal"]).status_code == 200
        assert Client().get("/api/v1/programmes/none").status_code == 404
