"""One module for each noun. Each adds its words to the parser and names the function that runs."""

from __future__ import annotations

from jiahe import __version__
from jiahe.faces.cli.commands import (
    audit,
    backup,
    benefits,
    demo,
    doctor,
    people,
    regions,
    restore,
    screen,
    setup,
    synth,
    work,
)
from jiahe.faces.cli.main import Parser


def build_parser() -> Parser:
    """The parser with every command."""
    parser = Parser(prog="jiahe", description="家和 Jiahe：计生协服务家庭的系统")
    parser.add_argument("--version", action="version", version=f"jiahe {__version__}")
    nouns = parser.add_subparsers(dest="command", required=True, metavar="命令", parser_class=Parser)
    for module in (setup, demo, synth, people, regions, benefits, screen, audit, work, backup, restore, doctor):
        module.add_to(nouns)
    nouns.add_parser("django", help="Django 自己的命令", add_help=False)
    return parser
