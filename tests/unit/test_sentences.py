"""No sentence shows a reader the code that was to fill it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from invoca import next_steps as step
from invoca.plan import sentences as say

PROVIDER = Path(__file__).resolve().parents[2] / "provider"
CALL = re.compile(r"\{[a-z_]+(\.[a-z_]+)*\(|\{(step|say|words)\.")


def literals(file: Path) -> Iterator[tuple[int, str]]:
    """Those parts of strings that nothing fills, with their lines; those of f-strings as well."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value


@pytest.mark.parametrize("package", sorted(one.name for one in PROVIDER.iterdir() if one.is_dir()))
def test_no_string_holds_a_call_that_nobody_makes(package: str) -> None:
    unfilled = [
        f"{file.relative_to(PROVIDER)}:{line}: {text}"
        for file in sorted((PROVIDER / package).rglob("*.py"))
        for line, text in literals(file)
        if CALL.search(text)
    ]
    assert unfilled == []


def test_a_preview_without_a_refresh_names_the_one_to_make() -> None:
    assert say.not_refreshed().endswith(f"make it with {step.preview_refreshed()}")
