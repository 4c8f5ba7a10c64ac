"""Every program in examples/python, run on the real engine as it stands."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.account import Account
from tests.engine.workspace import ROOT, Workspace

EXAMPLES = ROOT / "examples" / "python"
PROJECTS = sorted(file.parent for file in EXAMPLES.rglob("Pulumi.yaml"))
STACK = "prod"

pytestmark = pytest.mark.engine


class Example(Workspace):
    """A copy of one example's folder, with the backend of the copy that it is `beside`."""

    def __init__(
        self, folder: Path, account: Account, name: str, beside: Example | None = None
    ) -> None:
        self._name = name
        self._backend = beside.environment()["PULUMI_BACKEND_URL"] if beside else None
        folder.mkdir()
        super().__init__(folder, account)

    def select(self, stack: str) -> None:
        del stack  # the project's own settings are not the example's
        shutil.rmtree(self.folder / "stacks", ignore_errors=True)
        shutil.copytree(EXAMPLES / self._name, self.folder, dirs_exist_ok=True)
        super().select(STACK)

    def environment(self) -> dict[str, str]:
        own = super().environment()
        return {**own, "PULUMI_BACKEND_URL": self._backend or own["PULUMI_BACKEND_URL"]}

    def output(self, name: str) -> Any:
        return json.loads(self.succeeds("stack", "output", name, "--json"))


@pytest.fixture
def place(tmp_path: Path, simulator: Account) -> Iterator[Path]:
    yield tmp_path
    secret = simulator.canary.encode()
    assert [
        path for path in tmp_path.rglob("*") if path.is_file() and secret in path.read_bytes()
    ] == []


def example(place: Path, account: Account, name: str, beside: Example | None = None) -> Example:
    return Example(place / name.replace("/", "-"), account, name, beside)


def deploys(program: Example, buys: int) -> None:
    """It buys what it says, and is then at rest."""
    program.up()
    assert len(program.account.ledger("bought")) == buys
    program.succeeds("preview", "--refresh", "--expect-no-changes")
    assert program.invoca("drift", "--stack", STACK).code == 0


def custom_data(account: Account) -> dict[str, dict[str, Any]]:
    return {number["promo_number"]: number["custom_data"] for number in account.numbers()}


def test_a_loop_over_a_list_buys_a_number_for_each_entry(place: Path, simulator: Account) -> None:
    program = example(place, simulator, "loop-over-a-list")
    deploys(program, buys=3)
    numbers = program.output("numbers")
    live = custom_data(simulator)
    assert {station: live[number[2:]]["station"] for station, number in numbers.items()} == {
        station: station for station in ("KROQ", "KPWR", "KJAZ")
    }


def test_several_campaigns_share_a_program_and_names(place: Path, simulator: Account) -> None:
    program = example(place, simulator, "several-campaigns")
    deploys(program, buys=4)
    numbers = program.output("numbers")
    bought = {number["promo_number"]: number["campaign"] for number in simulator.numbers()}
    assert {bought[digits] for digits in numbers["radio"].values()} == {"spring-radio"}
    assert {bought[digits] for digits in numbers["mail"].values()} == {"direct-mail"}
    assert list(numbers["radio"]) == list(numbers["mail"]) == ["austin", "dallas"]


def test_outputs_are_inputs_and_an_offer_code_stays_the_same(
    place: Path, simulator: Account
) -> None:
    program = example(place, simulator, "outputs-as-inputs")
    assert program.succeeds("preview").count("dynamic/invoca:PromoNumber") == 2
    planned = json.loads(program.invoca("plan", "--stack", STACK, "--format", "json").output)
    assert simulator.ledger() == []
    deploys(program, buys=2)
    bought = {(live["id_from_network"], live["description"]) for live in simulator.numbers()}
    assert {(step["id"], step["description"]) for step in planned["steps"]} == bought
    code, numbers = program.output("offer_code"), program.output("numbers")
    live = custom_data(simulator)
    assert live[numbers["postcard"][2:]] == {"channel": "mail", "offer": code}
    overflow = {"channel": "mail", "notes": f"Overflow of {numbers['postcard']}"}
    assert live[numbers["overflow"][2:]] == overflow


def test_another_stack_uses_the_numbers_and_needs_no_token(place: Path, simulator: Account) -> None:
    numbers = example(place, simulator, "stack-reference/numbers")
    deploys(numbers, buys=1)
    digits = numbers.output("numbers")["late-night"]
    site = example(place, simulator, "stack-reference/site", beside=numbers)
    site.settings["INVOCA_API_TOKEN"] = ""
    calls = len(simulator.calls())
    site.up()
    shown = f"({digits[:3]}) {digits[3:6]}-{digits[6:]}"
    assert site.output("call_link") == f'<a href="tel:+1{digits}">{shown}</a>'
    site.succeeds("preview", "--expect-no-changes")
    assert len(simulator.calls()) == calls


def test_every_project_is_told_of_and_tested() -> None:
    told = (EXAMPLES / "README.md").read_text("utf-8")
    tests = Path(__file__).read_text("utf-8")
    for project in PROJECTS:
        name = project.relative_to(EXAMPLES)
        assert f"({name.parts[0]}/)" in told
        assert f'"{name}"' in tests
