"""The package's surface."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import invoca
from invoca.documentation import DISTRIBUTION


def test_the_version_is_a_version() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", invoca.VERSION)


@pytest.fixture(scope="module")
def loaded_modules() -> set[str]:
    """The top-level packages in memory once every module of `invoca` is imported, and no test."""
    program = (
        "import importlib, json, pkgutil, sys, invoca\n"
        "for module in pkgutil.walk_packages(invoca.__path__, 'invoca.'):\n"
        "    importlib.import_module(module.name)\n"
        "print(json.dumps([name.split('.')[0] for name in sys.modules]))\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, encoding="utf-8"
    )
    return set(json.loads(run.stdout))


@pytest.mark.parametrize(
    "package", ["pulumi", "pulumi_invoca", "invoca_cli", "invoca_simulator", "typer", "rich"]
)
def test_invoca_knows_no_engine_no_command_line_and_no_simulator(
    loaded_modules: set[str], package: str
) -> None:
    assert "invoca" in loaded_modules
    assert package not in loaded_modules


def test_no_line_of_invoca_names_an_engine() -> None:
    lines = [
        f"{file.name}: {line.strip()}"
        for file in Path(invoca.__path__[0]).rglob("*.py")
        for line in file.read_text("utf-8").splitlines()
        if re.search(r"pulumi|terraform|tofu", line.replace(DISTRIBUTION, ""), re.IGNORECASE)
    ]
    assert lines == []
