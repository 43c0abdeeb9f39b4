"""Rules of the house that are read from the source: the clock, the gate, the templates, the glossary."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "jiahe"
CLOCK = {"now", "today", "utcnow", "time", "monotonic"}
CLOCK_OWNERS = {"datetime", "date", "timezone", "time"}
BELOW_FACES = [
    p
    for p in SOURCE.rglob("*.py")
    if p.relative_to(SOURCE).parts[0] in {"foundation", "registry", "benefits", "delivery", "insight"}
]
PERSONAL = {
    "AgreedHelper", "Consent", "ResidentRequest",
    "Circumstance", "ExportRequest", "Household", "HouseholdMerge", "ImportChunk", "ImportRun", "LifeEvent", "Move", "NotTheSame", "Person", "PersonMerge", "Standing",
    "Stay",
}  # fmt: skip


def short(path: Path) -> str:
    return str(path.relative_to(ROOT))


def calls_of_the_clock(source: str) -> Iterator[int]:
    """The lines that ask what time it is: ``datetime.now()``, ``timezone.localdate()`` without a moment, auto_now."""
    for node in ast.walk(ast.parse(source)):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
        ):
            owner, name = node.func.value.id, node.func.attr
            if owner in CLOCK_OWNERS and (name in CLOCK or (name in {"localdate", "localtime"} and not node.args)):
                yield node.lineno
        if isinstance(node, ast.keyword) and node.arg in {"auto_now", "auto_now_add"}:
            yield node.value.lineno


@pytest.mark.parametrize("path", BELOW_FACES, ids=short)
def test_nothing_below_the_faces_asks_the_clock(path: Path) -> None:
    assert list(calls_of_the_clock(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "line",
    ["datetime.now()", "timezone.now()", "date.today()", "timezone.localdate()", "time.time()", "f(auto_now=True)"],
)
def test_the_rule_against_the_clock_sees_each_way_to_ask(line: str) -> None:
    assert list(calls_of_the_clock(line)) == [1]


OUTSIDE_THE_REGISTRY = [p for p in SOURCE.rglob("*.py") if "registry" not in p.parts]
# Two places name nobody: `doctor` counts, and `demo` prints the name of one sample person.
ALLOWED = {"src/jiahe/faces/cli/commands/doctor.py", "src/jiahe/faces/cli/commands/demo.py"}


@pytest.mark.parametrize("path", OUTSIDE_THE_REGISTRY, ids=short)
def test_personal_tables_are_read_through_the_gate_outside_the_registry(path: Path) -> None:
    found = re.findall(rf"\b({'|'.join(PERSONAL)})\.objects\b", path.read_text(encoding="utf-8"))
    assert not found or short(path) in ALLOWED


def test_no_template_carries_style_or_script_of_its_own() -> None:
    wrong = [
        short(path)
        for path in SOURCE.rglob("*.html")
        if re.search(r"\sstyle=|\son[a-z]+=\"|<script(?![^>]*src=)", path.read_text(encoding="utf-8"))
    ]
    assert wrong == []


def test_no_page_of_a_family_uses_a_word_that_wounds() -> None:
    for path in SOURCE.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        for word in ("失独", "非法", "超生"):
            assert word not in text, short(path)


def test_every_icon_that_a_page_asks_for_is_built() -> None:
    built = set((ROOT / "frontend" / "icons.txt").read_text(encoding="utf-8").split())
    asked = {
        name
        for path in SOURCE.rglob("*.html")
        for name in re.findall(r'(?:icon|<c-icon name)="([a-z0-9-]+)"', path.read_text(encoding="utf-8"))
    }
    assert asked <= built


@pytest.mark.parametrize("path", [p for p in SOURCE.rglob("*.py") if "migrations" not in p.parts], ids=short)
def test_files_stay_short_enough_to_read(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


def test_public_functions_and_classes_say_what_they_do() -> None:
    silent = []
    for path in SOURCE.rglob("*.py"):
        if "migrations" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            public = isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
            if public and node.name != "Meta" and not ast.get_docstring(node) and not _is_inner(node, path):
                silent.append(f"{short(path)}: {node.name}")
    assert silent == []


def _is_inner(node: ast.AST, path: Path) -> bool:
    """Whether a function stands inside another: it is nobody's but that one's."""
    for outer in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(outer, ast.FunctionDef):
            inner = [n for n in ast.walk(outer) if isinstance(n, ast.FunctionDef) and n is not outer]
            if any(n.name == getattr(node, "name", "") and n.lineno == getattr(node, "lineno", 0) for n in inner):
                return True
    return False


SECRET = re.compile(r'\bsecret\("(JIAHE_[A-Z_]+)"\)')
READ = re.compile(r'(?:environment\.\w+|environ\.get)\("(JIAHE_[A-Z_]+)"')
THE_TABLE = re.compile(r"^\| `(JIAHE_[A-Z_]+)`", re.MULTILINE)


def environment_variables() -> set[str]:
    """Every variable an installation can be told by."""
    source = "".join((SOURCE / name).read_text(encoding="utf-8") for name in ("environment.py", "settings.py"))
    secrets = set(SECRET.findall(source))
    return {*READ.findall(source), *secrets, *(f"{name}_FILE" for name in secrets)}


def test_the_operations_guide_explains_every_variable_once_and_no_other() -> None:
    guide = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    explained = THE_TABLE.findall(guide)
    assert sorted(explained) == sorted(environment_variables())
