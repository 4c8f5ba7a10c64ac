"""The programs that stand in the README and in docs/languages.md, on the real engine."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.account import Account
from tests.engine.readme import blocks, section
from tests.engine.workspace import ROOT
from tests.native.conftest import require_host
from tests.native.workspace import PluginWorkspace, number, with_this_plugin

pytestmark = pytest.mark.engine
LANGUAGES = (ROOT / "docs" / "languages.md").read_text("utf-8")


class PageWorkspace(PluginWorkspace):
    """A project that uses what a page of the documentation shows, with the plugin of this
    environment."""

    def __init__(self, folder: Path, account: Account) -> None:
        require_host("yaml")
        super().__init__(folder, account)
        account.add_campaign("acme", "spring-radio")
        for field in ("channel", "station"):
            account.add_custom_fields(field)
        (folder / "stacks").mkdir()
        example = ROOT / "examples" / "yaml" / "spring-radio.yaml"
        for copy in (folder / "stacks" / example.name, folder / example.name):
            shutil.copy(example, copy)

    def write(self, project: str) -> None:
        (self.folder / "Pulumi.yaml").write_text(with_this_plugin(project), "utf-8")


@pytest.fixture
def project(tmp_path: Path, simulator: Account) -> PageWorkspace:
    return PageWorkspace(tmp_path / "project", simulator)


def test_the_readme_s_program_in_yaml_buys_a_campaign_and_a_number(project: PageWorkspace) -> None:
    project.write(blocks(section("In YAML, TypeScript and Go"), "yaml")[0])
    project.select("radio")  # the page names another project than the tests
    project.up()
    [hotline] = live_with(project.account, channel="outdoor")
    assert project.succeeds("stack", "output", "hotline").strip() == f"+1{hotline}"
    assert set(project.numbers().values()) == live_with(project.account, channel="radio")
    project.succeeds("preview", "--expect-no-changes")


def test_the_page_of_languages_declares_one_campaign_in_two_ways(project: PageWorkspace) -> None:
    head, by_file, in_program, _ = blocks(LANGUAGES, "yaml")
    project.write(head + by_file)
    project.up()
    bought = project.numbers()
    assert set(bought) == {"kroq", "kpwr"}
    # Declared in the program, a number of the file keeps its digits; the others are protected.
    file_line = "    properties:\n      file: spring-radio.yaml"
    assert file_line in by_file
    project.write(head + by_file.replace(file_line, in_program.rstrip() + "\n     "))
    assert "kpwr" in project.fails("preview")
    (project.folder / "spring-radio.yaml").unlink()
    assert "kpwr" in project.fails("up", "--yes")
    assert project.account.ledger("released") == []
    assert live_with(project.account, station="KROQ") == {bought["kroq"]}


def test_the_page_of_languages_buys_by_a_provider_of_its_own(project: PageWorkspace) -> None:
    head, *_, by_provider = blocks(LANGUAGES, "yaml")
    account = project.account
    project.succeeds("config", "set", "--secret", "otherToken", account.token)
    text = by_provider.replace("5678", account.network_id)
    typed = "    type: invoca:PromoNumber\n"
    inputs = number(customData={"station": "KROQ"})["properties"]
    project.write(head + text.replace(typed, f"{typed}    properties: {json.dumps(inputs)}\n"))
    project.up()
    assert project.providers() == {"other-network"}
    assert len(live_with(account, station="KROQ")) == 1


def live_with(account: Account, **custom_data: str) -> set[str]:
    """The digits of the live numbers that carry it."""
    return {
        str(one["promo_number"])
        for one in account.numbers()
        if custom_data.items() <= one["custom_data"].items()
    }
