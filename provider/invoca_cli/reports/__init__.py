"""How a report looks: one module for each format, and one for what each command has to say.

Owns: which formats there are, and where each is written. Must not know: what a report is about.
"""

from __future__ import annotations

import importlib
import sys
from enum import Enum
from pathlib import Path
from typing import NamedTuple, Protocol, cast

import typer

from .origin import NOWHERE, Origin
from .sheet import ReportSheet

STANDARD_OUTPUT = "-"


class Format(str, Enum):
    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"
    JUNIT = "junit"
    SARIF = "sarif"
    HTML = "html"


class View(Protocol):
    """A command's report, ready to be shown."""

    def sheet(self) -> ReportSheet:
        """What the formats for people, CI and code scanning lay out."""

    def document(self) -> str:
        """The command's own JSON."""


class ReportFile(NamedTuple):
    format: Format
    file: str


class Renderer(Protocol):
    """What the module of each format offers."""

    def render(self, sheet: ReportSheet) -> str: ...


# Imported when asked for: the page brings a template engine along.
_MODULES = {
    Format.TEXT: "terminal",
    Format.MARKDOWN: "markdown",
    Format.JUNIT: "junit",
    Format.SARIF: "sarif",
    Format.HTML: "page",
}


def targets(formats: list[Format], files: list[str]) -> list[ReportFile]:
    """Which format goes where; the first file belongs to the first format."""
    formats = formats or [Format.TEXT]
    if len(files) > len(formats):
        raise typer.BadParameter("give one --format for each", param_hint="--output")
    files = files + [STANDARD_OUTPUT] * (len(formats) - len(files))
    return [ReportFile(*pair) for pair in zip(formats, files, strict=True)]


def write(view: View, to: list[ReportFile], origin: Origin = NOWHERE) -> None:
    """origin: where the files that are named can be looked at."""
    sheet = view.sheet()._replace(origin=origin)
    for format_, file in to:
        text = view.document() if format_ is Format.JSON else _renderer(format_).render(sheet)
        if file == STANDARD_OUTPUT:
            typer.echo(text.encode("utf-8", "backslashreplace"), nl=not text.endswith("\n"))
        else:
            Path(file).write_bytes(text.encode("utf-8", "backslashreplace"))
    if ReportFile(Format.TEXT, STANDARD_OUTPUT) not in to:
        for error in sheet.errors:
            sys.stderr.write(f"error: {error.text}\n")


def show(sheet: ReportSheet) -> None:
    """As text, for the screen."""
    text = _renderer(Format.TEXT).render(sheet)
    typer.echo(text.encode("utf-8", "backslashreplace"), nl=not text.endswith("\n"))


def _renderer(format_: Format) -> Renderer:
    return cast(Renderer, importlib.import_module(f"{__name__}.{_MODULES[format_]}"))
