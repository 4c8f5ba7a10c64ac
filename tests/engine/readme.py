"""Reads the README as a person does who compares it with what the commands print."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.engine.workspace import ROOT

README = (ROOT / "README.md").read_text("utf-8")
LEFT_OUT = "..."


def section(title: str) -> str:
    parts = re.split(r"^## ", README, flags=re.MULTILINE)
    return parts[[part.split("\n")[0] for part in parts].index(title)]


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def commands(block: str) -> list[str]:
    """Those of a console block, without their comments."""
    return [line[2:].split("  #")[0].strip() for line in block.split("\n") if line[:2] == "$ "]


def excerpt(block: str) -> list[list[str]]:
    """The passages of a console block, which stand between lines of dots."""
    passages: list[list[str]] = [[]]
    for line in _lines(block):
        if line == LEFT_OUT:
            passages.append([])
        else:
            passages[-1].append(line)
    return [passage for passage in passages if passage]


def found(block: str, output: str) -> list[list[str]]:
    """The passages of a console block that `output` has too, one after the other."""
    lines, at = list(_lines(output)), 0
    there = []
    for passage in excerpt(block):
        places = range(at, len(lines) - len(passage) + 1)
        place = next((i for i in places if lines[i : i + len(passage)] == passage), None)
        if place is not None:
            there.append(passage)
            at = place + len(passage)
    return there


def _lines(text: str) -> Iterator[str]:
    """Without comments, blank lines and phone numbers, which are others in each run."""
    for line in text.splitlines():
        plain = re.sub(r"\b[0-9]{10}\b", "0" * 10, line.split("  #")[0].strip())
        if plain:
            yield plain
