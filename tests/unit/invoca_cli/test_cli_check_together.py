"""`invoca check` of several files: what is right in each, and odd about both."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from invoca_cli.app import app

HEAD = 'advertiser_id: acme\ncampaign_id: spring-radio\ndefaults: {media_type: "Offline: Radio"}\n'


def check(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["check", *arguments])


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.csv").write_text("name,description\nkroq,KROQ\n", "utf-8")
    return tmp_path


def write(name: str, text: str) -> None:
    Path(name).write_text(HEAD + text, "utf-8")


def test_a_copy_that_names_the_same_sheet_would_buy_its_numbers_again() -> None:
    for name in ("a.yaml", "b.yaml"):
        write(name, "numbers_from: x.csv\n")
    found = check("a.yaml", "b.yaml")
    told = (
        "a.yaml and b.yaml declare the rows of x.csv in one campaign, acme/spring-radio, and each "
        "buys numbers of its own"
    )
    assert (found.exit_code, found.stderr) == (0, f"warning: {told}\n")
    found = check("--strict", "a.yaml", "b.yaml")
    assert (found.exit_code, found.stderr) == (1, f"error: {told}\n")


def test_one_sheet_for_two_campaigns_is_meant() -> None:
    write("a.yaml", "numbers_from: x.csv\n")
    Path("b.yaml").write_text(
        HEAD.replace("spring", "summer") + "numbers_from: x.csv\n", encoding="utf-8"
    )
    assert check("--strict", "a.yaml", "b.yaml").exit_code == 0


def test_a_file_that_is_named_twice_is_one() -> None:
    write("a.yaml", "numbers_from: x.csv\n")
    assert check("--strict", "a.yaml", "./a.yaml").exit_code == 0


def test_a_number_that_two_files_name_is_told_with_both_places() -> None:
    write("a.yaml", "numbers:\n  a: {description: d, id_from_network: k}\n")
    write("b.yaml", "numbers:\n  b: {description: d, id_from_network: k}\n")
    write("c.yaml", 'numbers:\n  c: {description: d, adopt: "8005550100"}\n')
    write("d.yaml", "numbers:\n  d: {description: d, adopt: (800) 555-0100}\n")
    of_two = ", and one number cannot belong to two stacks"
    assert check("a.yaml", "b.yaml", "c.yaml", "d.yaml").stderr.splitlines() == [
        f"warning: b.yaml:5: b: id_from_network 'k' is also used by a (a.yaml:5){of_two}",
        f"warning: d.yaml:5: d: adopt '8005550100' is also used by c (c.yaml:5){of_two}",
    ]
