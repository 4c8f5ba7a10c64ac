"""What reads, writes or prints text and needs no engine, once more, in a locale of Latin-1."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.engine.workspace import ROOT

LATIN_1 = "en_US.ISO-8859-1"
# What Python does not help itself out of.
AS_IT_IS = {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
SUITES = ("tests/unit", "tests/host", "tests/native", "tests/states")


# What prints nothing: the protocol of purchases, HTTP, and their models.
SILENT = (
    "tests/native/test_plugin_crashes.py",
    "tests/native/test_odd_answers.py",
    "tests/unit/client",
    "tests/unit/lifecycle",
    "tests/unit/simulator/test_simulator_oddities.py",
)


def narrow(folder: Path) -> dict[str, str]:
    """Western Europe's locale, made for the test; ASCII's where the system cannot make it."""
    made = folder / LATIN_1
    maker = shutil.which("localedef")
    if maker is not None:
        subprocess.run(
            [maker, "-i", "en_US", "-f", "ISO-8859-1", str(made)], capture_output=True, check=False
        )
    if made.exists():
        return {**AS_IT_IS, "LOCPATH": str(folder), "LC_ALL": LATIN_1}
    return {**AS_IT_IS, "LC_ALL": "C"}


@pytest.mark.wide
@pytest.mark.longest
@pytest.mark.timeout(1_200)  # it runs four suites
def test_what_is_read_written_and_printed_is_the_same_in_latin_1(tmp_path: Path) -> None:
    # Not below this test's own folder: messages that name a path are wrapped for paths as usual.
    with tempfile.TemporaryDirectory(prefix="latin-") as folder:
        _run_suites(tmp_path, folder)


def _run_suites(tmp_path: Path, folder: str) -> None:
    kept = {name: value for name, value in os.environ.items() if "PYTEST" not in name}
    environment = {**kept, **narrow(tmp_path)}
    said = subprocess.run(
        [sys.executable, "-c", "import locale; print(locale.getpreferredencoding())"],
        env=environment,
        capture_output=True,
        check=True,
    )
    assert b"UTF" not in said.stdout.upper()
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "-n", "2", "-p", "no:cacheprovider"),
            *("-m", "not wide and not engine", "--basetemp", f"{folder}/t", *SUITES),
            *(f"--ignore={silent}" for silent in SILENT),
        ],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    assert done.returncode == 0, done.stdout[-4_000:]
