"""A kept state: written from a workspace, and brought back into another one.

Usage: python -m tests.states.kept FOLDER

keeps in FOLDER what the recipes make with the installed release.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.account import Account
from tests.engine.workspace import Workspace
from tests.states.recipes import RECIPES

HERE = Path(__file__).parent
DECLARED = ("campaign.yaml", "program.py")
ON_THE_MACHINE = ("sourcePosition", "stackTrace")  # where the program lay that declared it


class Kept:
    """A state in `folder`, whose parent is named as the release that wrote it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.state: dict[str, Any] = json.loads((folder / "state.json").read_text("utf-8"))
        self.account: list[dict[str, Any]] = json.loads(
            (folder / "account.json").read_text("utf-8")
        )
        [declared] = [folder / name for name in DECLARED if (folder / name).exists()]
        self.is_program = declared.suffix == ".py"
        self.declared = declared.read_text("utf-8")

    def __str__(self) -> str:
        return f"{self.folder.parent.name} {self.folder.name}"

    @property
    def stack(self) -> str:
        urn: str = self.state["deployment"]["resources"][0]["urn"]
        return urn.removeprefix("urn:pulumi:").split("::")[0]

    def promo_numbers(self) -> list[dict[str, Any]]:
        """The state's resources, as the engine writes them."""
        resources = self.state["deployment"]["resources"]
        return [one for one in resources if one["type"].endswith("/invoca:PromoNumber")]

    def bring_back(self, workspace: Workspace) -> None:
        """The workspace then holds this stack, in an account that has its numbers."""
        fill(workspace.account, self.account)
        settings = workspace.folder / "stacks" / f"Pulumi.{self.stack}.yaml"
        shutil.copy(self.folder / "settings.yaml", settings)
        workspace.select(self.stack)
        self.declare(workspace, self.declared)
        workspace.succeeds("stack", "import", "--file", str(self.folder / "state.json"))

    def declare(self, workspace: Workspace, text: str) -> None:
        if self.is_program:
            workspace.program(text)
        else:
            workspace.campaign(text)

    def claimed(self) -> str:
        """What is declared, with the word that numbers under ids of one's own are ours."""
        loop = "id_from_network=own_id"
        claimed = self.declared.replace(loop, f"{loop}, adopt=True if own_id else None")
        return claimed.replace('id_from_network: "4531"', 'id_from_network: "4531", adopt: true')

    def consented(self) -> str:
        """What is declared, with the consent to release every number."""
        if self.is_program:
            return self.declared.replace("PROTECT = True", "PROTECT = False")
        without = self.declared.replace("defaults: {protect: false, ", "defaults: {")
        return without.replace("defaults: {", "defaults: {protect: false, ")


def fill(account: Account, numbers: list[dict[str, Any]]) -> None:
    """Puts the numbers of a kept account into a new one, under the ids of Invoca's that they had.

    What a kept account says of a number and the simulator has no word for by hand (`local_center`
    ...) is not shown by Invoca either.
    """
    account.add_campaign("acme", "direct-mail", affiliates=["kroq-network"])
    for number in sorted(numbers, key=lambda one: int(one["id"])):
        digits = account.put_number(
            number["advertiser"],
            number["campaign"],
            **{name: number[name] for name in ("affiliate", "promo_number", "id_from_network")},
            **{name: number[name] for name in ("description", "media_type", "custom_data")},
        )
        if number["hours_of_operation"]:
            account.change_number(digits, hours_of_operation=number["hours_of_operation"])
        if number["released"]:
            account.release_number(digits)


def every_kept_state() -> list[Kept]:
    return [Kept(file.parent) for file in sorted(HERE.glob("*/*/state.json"))]


def keep(workspace: Workspace, folder: Path) -> None:
    """Writes the workspace's stack and its account into `folder`."""
    folder.mkdir(parents=True)
    stacks = workspace.folder / "stacks"
    shutil.copy(stacks / f"Pulumi.{workspace.stack}.yaml", folder / "settings.yaml")
    campaign = stacks / f"{workspace.stack}.yaml"
    if campaign.exists():
        shutil.copy(campaign, folder / "campaign.yaml")
    else:
        shutil.copy(stacks / "__main__.py", folder / "program.py")
    state = json.loads(workspace.succeeds("stack", "export"))
    for resource in state["deployment"]["resources"]:
        for place in ON_THE_MACHINE:
            resource.pop(place, None)
    account = workspace.account
    numbers = account.numbers() + account.numbers(released=True)
    for name, content in (("state", state), ("account", numbers)):
        text = json.dumps(content, indent=1, ensure_ascii=False)
        (folder / f"{name}.json").write_text(text + "\n", "utf-8")


def main(folder: Path) -> None:
    for recipe in RECIPES:
        with tempfile.TemporaryDirectory() as place, Account(Path(place) / "machine") as account:
            workspace = Workspace(Path(place), account)
            recipe(workspace)
            workspace.succeeds("preview", "--refresh", "--expect-no-changes")
            keep(workspace, folder / recipe.__name__)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
