"""docs/reference.md says what the code says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from invoca.promo_number.models import Declaration

ROOT = Path(__file__).resolve().parents[3]


def test_the_published_reference_is_current() -> None:
    command = [sys.executable, str(ROOT / "tools" / "reference.py")]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    published = (ROOT / "docs" / "reference.md").read_text("utf-8")
    assert done.stdout == published, "write it anew: make schema"


def test_every_input_stands_in_it() -> None:
    page = (ROOT / "docs" / "reference.md").read_text("utf-8")
    assert [name for name in Declaration.model_fields if f"| `{name}` |" not in page] == []
