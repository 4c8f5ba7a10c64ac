"""What docs/terraform.md tells to write and to type, and the block of the README, on an engine."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.account import Account
from tests.engine.readme import blocks, commands
from tests.terraform.workspace import ROOT, Workspace

PAGE = (ROOT / "docs" / "terraform.md").read_text("utf-8")
FIRST, BY_FILE, IMPORT = blocks(PAGE, "hcl")
[IN_README] = blocks((ROOT / "README.md").read_text("utf-8"), "hcl")
# Done by the fixture: an environment, an account.
SET_UP = ("python3 -m venv", "pip install", "export ")
SHEET = "name,description,custom_data.station\nkpwr,KPWR mornings,KPWR\njazz,Jazz late,JAZZ\n"


class Reader(Workspace):
    """Somebody who types what the page says, in a folder and a home of their own."""

    def __init__(self, folder: Path, account: Account, engine: str) -> None:
        super().__init__(folder, account, engine)
        account.add_campaign("acme", "spring-radio")
        for field in ("channel", "station"):
            account.add_custom_fields(field)
        environment = Path(sys.executable).parent
        self.settings = {
            "HOME": str(folder.parent / "home"),
            "TF_CLI_CONFIG_FILE": "",
            "PATH": f"{environment}:{os.environ['PATH']}",
        }
        for line in typed(blocks(PAGE, "console")[0]):
            self.type(line)
        self.write_down(FIRST)
        for line in typed(blocks(PAGE, "console")[1]):
            self.type(line)

    def write_down(self, *texts: str) -> None:
        (self.folder / "main.tf").write_text("\n".join(texts), "utf-8")

    def type(self, line: str) -> str:
        """`apply` is answered with yes."""
        words = shlex.split(line.replace("terraform apply", "terraform apply -auto-approve"))
        if words[0] == "terraform":
            return self.succeeds(*words[1:])
        done = subprocess.run(
            words, cwd=self.folder, env=self.environment(), capture_output=True, encoding="utf-8"
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@pytest.fixture
def reader(tmp_path: Path, simulator: Account, terraform: str) -> Reader:
    return Reader(tmp_path / "root", simulator, terraform)


def typed(block: str) -> list[str]:
    """The commands of a console block that are to be typed."""
    return [line for line in commands(block) if not line.startswith(SET_UP)]


@pytest.mark.engine
def test_the_page_leads_from_nothing_to_a_number_and_to_a_sheet(reader: Reader) -> None:
    [number] = reader.account.numbers()
    assert number["description"] == "KROQ drive time"
    assert reader.succeeds("output", "-raw", "kroq") == f"+1{number['promo_number']}"

    (reader.folder / "spring-radio.csv").write_text(SHEET, "utf-8")
    reader.write_down(FIRST, BY_FILE)
    reader.type("terraform apply")
    stations = {one["custom_data"].get("station") for one in reader.account.numbers()}
    assert stations == {"KROQ", "KPWR", "JAZZ"}
    assert reader.run("plan", "-detailed-exitcode").code == 0, reader.transcript


@pytest.mark.engine
def test_the_block_of_the_readme_declares_the_same_number_by_itself(reader: Reader) -> None:
    reader.write_down(IN_README)
    reader.succeeds("init")
    reader.succeeds("apply", "-auto-approve")  # the page has an output beside
    assert reader.account.writes() == ["POST"]
    assert reader.run("plan", "-detailed-exitcode").code == 0, reader.transcript


@pytest.mark.engine
def test_the_page_imports_a_number_and_reviews_it(reader: Reader) -> None:
    account = reader.account
    [bought] = account.numbers()
    other = account.put_number("acme", "spring-radio", description="Somebody else's")
    block = IMPORT.replace("8005550100", other).replace(".kroq", ".theirs")
    reader.write_down(FIRST, block)
    reader.type("terraform plan -generate-config-out=theirs.tf")
    reader.type("terraform apply")
    assert reader.run("plan", "-detailed-exitcode").code == 0, reader.transcript
    assert account.writes() == ["POST"]
    assert {one["promo_number"] for one in account.numbers()} == {bought["promo_number"], other}

    plan, state = (typed(block) for block in blocks(PAGE, "console")[2:4])
    for line in (*plan, *state):
        command, _, into = line.partition(" > ")
        said = reader.type(command.split(" --format")[0])
        if into:
            (reader.folder / into).write_text(said, "utf-8")
    sheet = (reader.folder / "numbers.csv").read_text("utf-8")
    assert "KROQ drive time" in sheet
    assert "Somebody else's" in sheet
