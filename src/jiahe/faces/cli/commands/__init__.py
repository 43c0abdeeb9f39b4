"""One module for each noun. Each adds its words to the parser and names the function that runs.

Only the module of the noun that was called is read: a command starts without what it does not use.
"""

from __future__ import annotations

from importlib import import_module

from jiahe import __version__
from jiahe.faces.cli.main import Parser

NOUNS = (
    "setup", "demo", "synth", "people", "regions", "benefits", "programmes", "screen", "audit", "work", "backup", "restore", "doctor",
)  # fmt: skip
WITHOUT_DATABASE = {("benefits", "check")}  # these run without settings, apps and models


def build_parser(noun: str = "") -> Parser:
    """The parser of one noun, or with every command where it is none of them."""
    parser = Parser(prog="jiahe", description="家和 Jiahe：计生协服务家庭的系统")
    parser.add_argument("--version", action="version", version=f"jiahe {__version__}")
    nouns = parser.add_subparsers(dest="command", required=True, metavar="命令", parser_class=Parser)
    for name in (noun,) if noun in NOUNS else NOUNS:
        import_module(f"{__name__}.{name}").add_to(nouns)
    nouns.add_parser("django", help="Django 自己的命令", add_help=False)
    return parser
