"""What commands that answer by exit code share: 2 says yes, so a wrong command line ends with 1."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import typer
from typer.core import TyperCommand

from .optional_values import with_values

INTERRUPTED = 130  # as shells say it of SIGINT


class Command(TyperCommand):
    """Ends a wrong command line with 1."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any
    ) -> Any:
        with _wrong_is_1():
            return super().make_context(info_name, with_values(args), parent, **extra)

    def invoke(self, ctx: Any) -> Any:
        with _wrong_is_1():
            return super().invoke(ctx)


def end_interrupted(what: str = "nothing was changed") -> NoReturn:
    """Calls that are under way cannot be called off, and Python would wait for their threads.

    what: became of it, for the person who interrupts; "" where nothing can be said.
    """
    sys.stderr.write("; ".join(part for part in ("interrupted", what) if part) + "\n")
    sys.stderr.flush()
    os._exit(INTERRUPTED)


@contextmanager
def _wrong_is_1() -> Iterator[None]:
    # UsageError, wherever Typer has it from: Click, or its own copy of it.
    usage_error: Any = typer.BadParameter.__mro__[1]
    try:
        yield
    except usage_error as error:
        error.exit_code = 1
        raise
