"""Writes what was measured where people read it: docs/performance.md and the plot.

Owns: the markers in the page, and which files are written. Must not know: what the tables hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from . import fleet, terraform_table
from .results import Results
from .table import render

BEGIN = "<!-- measured: written by `python -m bench report` -->"
END = "<!-- end of measured -->"
FLEET_BEGIN = "<!-- fleet: written by `python -m bench fleet` -->"
FLEET_END = "<!-- end of fleet -->"
TERRAFORM_BEGIN = "<!-- terraform: written by `python -m bench terraform` -->"
TERRAFORM_END = "<!-- end of terraform -->"


def write_page(results: Results, page: Path) -> None:
    """Puts the tables between the markers of `page`. Raises ValueError where it has none."""
    _write_between(BEGIN, END, render(results), page)


def write_fleet(answers: Mapping[str, Any], page: Path) -> None:
    """Likewise what was measured of a fleet."""
    _write_between(FLEET_BEGIN, FLEET_END, fleet.render(answers), page)


def write_terraform(answers: Mapping[str, Any], page: Path) -> None:
    """Likewise what was measured on Terraform's engine."""
    _write_between(TERRAFORM_BEGIN, TERRAFORM_END, terraform_table.render(answers), page)


def _write_between(begin: str, end: str, tables: str, page: Path) -> None:
    text = page.read_text("utf-8")
    before, first, rest = text.partition(begin)
    _, last, after = rest.partition(end)
    if not first or not last:
        raise ValueError(f"{page.name} has no place for the tables; it needs {begin} and {end}")
    page.write_text(f"{before}{begin}\n\n{tables}\n\n{end}{after}", "utf-8")


def write_plot(results: Results, file: Path) -> bool:
    """Whether it was drawn: that needs the extra `bench`."""
    try:
        from .plot import draw

        draw(results, file)
    except ImportError:
        return False
    return True
