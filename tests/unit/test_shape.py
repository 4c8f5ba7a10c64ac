"""Small functions and files; each that is longer is named here, with its reason."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("provider", "bench", "tools", "stacks", "examples", "tests")
LONG_FUNCTION, LONG_FILE = 40, 400
OPTIONS = "Typer takes a command's options from its signature; the body is half of it"
A_LIFE = "a whole life in the order in which it happens"
LONGER = {
    "provider/invoca_cli/commands/drift.py:drift": OPTIONS,
    "provider/invoca_cli/commands/export.py:export": OPTIONS,
    "provider/invoca_cli/commands/export.py:_files": "what was asked for, in order",
    "provider/invoca_cli/commands/init.py:init": OPTIONS,
    "provider/invoca_cli/commands/numbers.py:numbers": OPTIONS,
    "provider/invoca_cli/commands/plan.py:plan": OPTIONS,
    "provider/invoca_cli/commands/simulator.py:simulator": OPTIONS,
    "provider/invoca_cli/commands/up.py:up": OPTIONS,
    "tests/engine/test_campaign_life.py:"
    "test_the_five_numbers_of_spring_radio_from_first_up_to_destroy": A_LIFE,
    "tests/unit/drift/test_drift_property.py:test_the_findings_are_exactly_the_edits": A_LIFE,
}


def files() -> Iterator[tuple[str, str]]:
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), path.read_text("utf-8")


def functions() -> Iterator[tuple[str, int]]:
    for name, text in files():
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                yield f"{name}:{node.name}", (node.end_lineno or 0) - node.lineno + 1


def test_whatever_is_long_has_a_reason() -> None:
    long = {name for name, lines in functions() if lines > LONG_FUNCTION}
    long |= {name for name, text in files() if text.count("\n") > LONG_FILE}
    assert long == set(LONGER)


def test_most_functions_and_files_are_short() -> None:
    assert median(lines for _, lines in functions()) <= 12
    assert median(text.count("\n") for _, text in files()) <= 200
