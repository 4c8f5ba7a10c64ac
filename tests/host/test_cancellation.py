"""A program that the engine interrupts says nothing on top of what was said."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from pulumi_invoca.cancellation import EVERYTHING_WAS_SAID

ROOT = Path(__file__).resolve().parents[2]
INTERRUPT = "import os, signal; os.kill(os.getpid(), signal.SIGINT)\nprint('went on')"
ENDING = "from pulumi_invoca import end_quietly_when_interrupted\nend_quietly_when_interrupted()\n"
BLOCK = re.compile(r"^```python\n(import pulumi\n.*?)^```", re.MULTILINE | re.DOTALL)


def interrupted(program: str) -> tuple[int, str]:
    """The exit code of a program that is interrupted at its end, and all that it printed."""
    done = subprocess.run(
        [sys.executable, "-c", program + INTERRUPT],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )
    return done.returncode, done.stdout


def test_an_interrupted_program_ends_without_a_word() -> None:
    assert interrupted(ENDING) == (EVERYTHING_WAS_SAID, "")


def test_a_program_that_handles_interrupts_itself_goes_on_doing_so() -> None:
    own = "import signal\nsignal.signal(signal.SIGINT, lambda *_: print('mine'))\n"
    assert interrupted(own + ENDING) == (0, "mine\nwent on\n")


def programs() -> dict[str, str]:
    files = [ROOT / "stacks" / "__main__.py", *ROOT.glob("examples/python/**/__main__.py")]
    pages = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]
    found = {str(file.relative_to(ROOT)): file.read_text("utf-8") for file in files}
    for page in pages:
        for index, block in enumerate(BLOCK.findall(page.read_text("utf-8"))):
            found[f"{page.relative_to(ROOT)} {index}"] = block
    return {name: text for name, text in found.items() if "from pulumi_invoca" in text}


@pytest.mark.parametrize("name", programs())
def test_every_program_to_copy_ends_quietly(name: str) -> None:
    text = programs()[name]
    assert "\nend_quietly_when_interrupted()\n" in text
