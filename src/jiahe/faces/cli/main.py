"""The console script: reads the words, finds the command, runs it, turns faults into plain sentences."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from jiahe import __version__

DONE, WORK_FAILED, WRONG_INPUT = 0, 1, 2


class Fault(Exception):
    """Something a command cannot do, in one sentence that says what to do about it."""

    def __init__(self, message: str, code: int = WRONG_INPUT) -> None:
        self.code = code
        super().__init__(message)


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one plain sentence instead of a page of usage."""

    def error(self, message: str) -> NoReturn:
        """Stop with exit code 2."""
        words = message.replace("the following arguments are required:", "还缺少：")
        words = words.replace("unrecognized arguments:", "不认识：").replace("invalid choice:", "不认识")
        raise Fault(f"命令没有写对（{words}）。用 {self.prog} --help 看写法。")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `jiahe` with the words given, or with those of the command line; returns the exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jiahe.settings")
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")  # a machine set to another language must not break 中文
    try:
        return run(words)
    except Fault as fault:
        sys.stderr.write(f"{fault}\n")
        return fault.code
    except KeyboardInterrupt:
        sys.stderr.write("已停下。写完的部分都在，再运行一次会从没写完的地方接着做。\n")
        return WORK_FAILED
    except BrokenPipeError:
        return WORK_FAILED


def run(words: Sequence[str]) -> int:
    """Find the command and run it.

    Raises:
        Fault: the words are no command, or the command cannot do its work.
    """
    from jiahe.faces.cli.commands import WITHOUT_DATABASE, build_parser

    noun = words[0] if words else ""
    if noun == "--version":
        print(f"jiahe {__version__}")
        return DONE
    if tuple(words[:2]) in WITHOUT_DATABASE:
        options = build_parser(noun).parse_args(words)
        return int(options.run(options))
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except ImproperlyConfigured as error:
        raise Fault(str(error)) from None
    if noun == "django":
        from django.core.management import execute_from_command_line

        execute_from_command_line(["jiahe django", *words[1:]])
        return DONE
    from jiahe.faces.cli.faults import as_fault

    options = build_parser(noun).parse_args(words)
    try:
        return int(options.run(options))
    except Exception as error:
        fault = as_fault(error)
        if fault is None:
            raise
        raise fault from error
