"""Writes what was measured where people read it: docs/performance.md and the plot.

Owns: the markers in the page, and which files are written. Must not know: what the tables hold.
"""

from __future__ import annotations

from pathlib import Path

from .results import Results
from .table import render

BEGIN = "<!-- measured: written by `python -m bench report` -->"
END = "<!-- end of measured -->"


def write_page(results: Results, page: Path) -> None:
    """Puts the tables between the markers of `page`. Raises ValueError where it has none."""
    text = page.read_text("utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{page.name} has no place for the tables; it needs {BEGIN} and {END}")
    page.write_text(f"{before}{BEGIN}\n\n{render(results)}\n\n{END}{after}", "utf-8")


def write_plot(results: Results, file: Path) -> bool:
    """Whether it was drawn: that needs the extra `bench`."""
    try:
        from .plot import draw

        draw(results, file)
    except ImportError:
        return False
    return True
