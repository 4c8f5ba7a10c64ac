"""docs/reference.md says what the code says."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from invoca.account import ENVIRONMENT, OF_THE_MACHINE, SETTINGS, Account
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


def test_every_setting_stands_in_it_with_what_it_is_for() -> None:
    page = (ROOT / "docs" / "reference.md").read_text("utf-8")
    assert [name for name in SETTINGS if f"| `invoca:{name}` |" not in page] == []
    assert [
        name
        for name, field in Account.model_fields.items()
        if not field.description or f"| {field.description} |" not in page
    ] == []


def test_the_table_of_the_readme_has_every_setting_with_its_variable_and_default() -> None:
    """Below it stands that any other name is an error."""
    readme = (ROOT / "README.md").read_text("utf-8")
    section = readme.split("\n## Settings\n")[1].split("\n## ")[0]
    rows = dict[str, tuple[str, str]]()
    for row in re.findall(r"^\| (`.*|\s*\| `.*) \|$", section, re.MULTILINE):
        setting, variable, default = (cell.strip() for cell in row.split("|"))
        rows[setting.removesuffix(" (secret)") or variable] = (variable, default)
    expected = {f"`invoca:{name}`" for name in SETTINGS}
    assert rows.keys() == expected | {f"`{variable}`" for variable in OF_THE_MACHINE.values()}
    for name, field in Account.model_fields.items():
        variable = {**ENVIRONMENT, **OF_THE_MACHINE}.get(name)
        row = rows[f"`{variable}`" if name in OF_THE_MACHINE else f"`invoca:{field.alias}`"]
        is_given = not field.is_required() and field.default not in (None, "")
        default = f"`{str(field.default).lower()}`" if is_given else "none"
        assert row[0] == (f"`{variable}`" if variable else "")
        assert row[1].startswith(default)
