"""How a drift report looks: one module a format.

Owns: which formats there are, and where each is written. Must not know: how findings are found.
"""

from __future__ import annotations

import importlib
import sys
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import NamedTuple, Protocol, cast

import typer

from invoca.findings import Finding, Kind, Report

STANDARD_OUTPUT = "-"


class Format(str, Enum):
    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"
    JUNIT = "junit"
    SARIF = "sarif"
    HTML = "html"


class View(NamedTuple):
    """A report with what it is to be measured by. fail_on: the kinds that count as drift."""

    report: Report
    fail_on: frozenset[Kind]
    checked_at: datetime

    @property
    def exit_code(self) -> int:
        if self.report.failures:
            return 1
        return 2 if any(map(self.fails, self.report.findings)) else 0

    def fails(self, finding: Finding) -> bool:
        return finding.kind in self.fail_on


class Target(NamedTuple):
    format: Format
    file: str


class Renderer(Protocol):
    """What each module of this package offers."""

    def render(self, view: View) -> str: ...


# Imported when asked for: the page brings a template engine along.
_MODULES = {
    Format.TEXT: "terminal",
    Format.MARKDOWN: "markdown",
    Format.JSON: "document",
    Format.JUNIT: "junit",
    Format.SARIF: "sarif",
    Format.HTML: "page",
}


def targets(formats: list[Format], files: list[str]) -> list[Target]:
    """Which format goes where; the first file belongs to the first format."""
    formats = formats or [Format.TEXT]
    if len(files) > len(formats):
        raise typer.BadParameter("give one --format for each", param_hint="--output")
    files = files + [STANDARD_OUTPUT] * (len(formats) - len(files))
    return [Target(*pair) for pair in zip(formats, files, strict=True)]


def write(view: View, to: list[Target]) -> None:
    for format_, file in to:
        module = importlib.import_module(f"{__name__}.{_MODULES[format_]}")
        text = cast(Renderer, module).render(view)
        if file == STANDARD_OUTPUT:
            typer.echo(text.encode("utf-8", "backslashreplace"), nl=not text.endswith("\n"))
        else:
            Path(file).write_bytes(text.encode("utf-8", "backslashreplace"))
    if view.report.failures and Target(Format.TEXT, STANDARD_OUTPUT) not in to:
        for failure in view.report.failures:
            sys.stderr.write(f"error: {failure.text}\n")
