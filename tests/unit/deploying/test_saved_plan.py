"""A saved plan: what goes beyond it is told in words, and what was changed in it is no plan."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from invoca.drift.findings import Failure
from invoca.errors import InvocaError
from invoca.plan.planned import Change, Kind, Plan, Planned
from invoca.promo_number.models import CampaignRef
from invoca_cli.deploying.saved_plan import SavedPlan, beyond, read_saved, require_of, saved
from invoca_cli.deploying.stack_plans import StackPlan
from invoca_cli.workspace.preview import Preview, Resource, Step
from invoca_cli.workspace.project import AccountPlace
from invoca_cli.workspace.state import TYPE, ExportedStack

WHERE = CampaignRef("acme", "spring-radio")
ELSEWHERE = CampaignRef("b", "c")
HERE = AccountPlace("https://invoca.net", "1")


def step(kind: Kind, name: str = "kroq", **more: Any) -> Planned:
    known = {"promo_number": "8005550100", "id": f"{name}-1a"}
    if kind is Kind.BUY:
        known = {"id": f"{name}-1a"}
    return Planned(kind, "radio", name, WHERE, **{**known, **more})


def planned(*steps: Planned, is_new: bool = False, others: Any = None, **inputs: Any) -> StackPlan:
    given = {
        "description": "KROQ",
        "custom_data": {"channel": "radio"},
        "__provider": "x",
        **inputs,
    }
    preview = Preview(
        "radio",
        tuple(
            Step(op="create", urn=f"urn:pulumi:radio::p::{TYPE}::{one.name}",
                 newState=Resource(urn="x", type=TYPE, inputs=given))
            for one in steps
        ),
    )  # fmt: skip
    plan = Plan(tuple(steps), others=others or {})
    return StackPlan("radio", plan, preview, ExportedStack("radio", [], []), is_new)


def file_of(folder: Path, *plans: StackPlan) -> Path:
    text = saved(
        plans, {one.stack: HERE for one in plans}, project="p", commit="abc", made_at="2027-01-01"
    )
    (folder / "plan.json").write_text(text, "utf-8")
    return folder / "plan.json"


@pytest.fixture
def differences(tmp_path: Path) -> Callable[..., list[str]]:
    def differences(before: StackPlan, now: StackPlan, place: AccountPlace = HERE) -> list[str]:
        return beyond(read_saved(file_of(tmp_path, before)).stacks[0], now, place)

    return differences


Differences = Callable[[StackPlan, StackPlan], list[str]]
DRIFT = (Change("description", "By hand", "KROQ"),)


@pytest.mark.parametrize(
    ("before", "now"),
    [
        (planned(step(Kind.BUY)), planned(step(Kind.BUY))),
        # less than was approved: the rest was done before
        (planned(step(Kind.BUY), step(Kind.RELEASE, "jazz")), planned(step(Kind.BUY))),
        (planned(step(Kind.BUY)), planned()),
        # bought by a run that was struck
        (planned(step(Kind.BUY)), planned(step(Kind.ADOPT))),
        (planned(step(Kind.BUY)), planned(step(Kind.ADOPT, changes=DRIFT))),
        # sent by a run that was struck, or that heard nothing
        (planned(step(Kind.BUY)), planned(step(Kind.SETTLE, promo_number=""))),
        (planned(step(Kind.SETTLE, promo_number="")), planned(step(Kind.ADOPT))),
        # what does nothing was not asked about
        (planned(), planned(step(Kind.KEEP))),
        (planned(others={"create": 2}), planned(others={"create": 1})),
    ],
)
def test_what_was_approved_or_less_may_be_done(
    differences: Differences, before: StackPlan, now: StackPlan
) -> None:
    assert differences(before, now) == []


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [
        (planned(), planned(step(Kind.BUY)), "buy kroq; approved: nothing"),
        (planned(step(Kind.SETTLE, is_refused=True)), planned(step(Kind.SETTLE)),
         "it may buy a number; approved: it buys none"),
        (planned(step(Kind.CHANGE)), planned(step(Kind.RELEASE)),
         "release kroq (800) 555-0100; approved: change"),
        (planned(step(Kind.RELEASE)), planned(step(Kind.RELEASE, promo_number="8005550199")),
         "promo_number '8005550199'; approved: '8005550100'"),
        (planned(step(Kind.BUY)), planned(step(Kind.ADOPT, id="other")), "adopt kroq"),
        (planned(step(Kind.BUY)), planned(step(Kind.BUY), description="Jazz"),
         'buy kroq: description would be "Jazz"; approved: "KROQ"'),
        (planned(step(Kind.BUY)), planned(step(Kind.BUY), local_center={"tn_prefix": "310"}),
         'local_center would be {"tn_prefix": "310"}; approved: nothing'),
        (planned(step(Kind.CHANGE, changes=DRIFT)),
         planned(step(Kind.CHANGE, changes=(Change("description", "By Ann", "KROQ"),))),
         "description from 'By Ann' to 'KROQ'; approved: description from 'By hand' to 'KROQ'"),
        (planned(step(Kind.CHANGE, changes=DRIFT)), planned(step(Kind.CHANGE)),
         "description stays; approved: description from 'By hand' to 'KROQ'"),
        (planned(step(Kind.MOVE)), planned(step(Kind.MOVE)._replace(campaign=ELSEWHERE)),
         "campaign 'b/c/'; approved: 'acme/spring-radio/'"),
        (planned(others={"create": 1}), planned(others={"create": 2}),
         "create 2 other resources; approved: 1"),
        (planned(step(Kind.BUY)), planned(step(Kind.BUY), is_new=True), "is not in this backend"),
    ],
)  # fmt: skip
def test_what_goes_beyond_it_is_told_in_words(
    differences: Differences, before: StackPlan, now: StackPlan, told: str
) -> None:
    [said] = differences(before, now)
    assert told in said


def test_another_account_is_another_plan(differences: Callable[..., list[str]]) -> None:
    one = planned(step(Kind.BUY))
    [said] = differences(one, one, AccountPlace("https://invoca.net", "2"))
    assert "for network 1 at https://invoca.net, and this run is for network 2" in said


def test_many_differences_are_cut_with_a_count(differences: Differences) -> None:
    many = planned(*(step(Kind.RELEASE, f"n{one}") for one in range(300)))
    told = differences(planned(), many)
    assert (len(told), told[-1]) == (21, "and 280 more differences")


def test_it_holds_the_plan_without_the_providers_code(tmp_path: Path) -> None:
    text = file_of(tmp_path, planned(step(Kind.BUY))).read_text("utf-8")
    assert "__provider" not in text
    plan = read_saved(tmp_path / "plan.json")
    assert isinstance(plan, SavedPlan)
    assert [one.name for one in plan.stacks[0].steps] == ["kroq"]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda text: text.replace("KROQ", "JAZZ"), "it was changed after it was made"),
        (lambda text: text.replace('"checksum": "', '"checksum": "0'), "it was changed after"),
        (
            lambda text: text.replace('"format": 1', '"format": 2'),
            "this version cannot read its format",
        ),
        (lambda text: text[:-20], "it is not what `invoca plan --save` writes"),
        (lambda _: "[]", "it is not what"),
        (lambda _: "[" * 9999, "it is not what"),
    ],
)
def test_a_file_that_was_changed_is_no_plan(
    tmp_path: Path, change: Callable[[str], str], why: str
) -> None:
    file = file_of(tmp_path, planned(step(Kind.BUY)))
    file.write_text(change(file.read_text("utf-8")), "utf-8")
    with pytest.raises(InvocaError, match=why) as error:
        read_saved(file)
    assert "Nothing was deployed. Make a new plan with `invoca plan --save" in str(error.value)


def test_a_plan_of_another_project_is_refused(tmp_path: Path) -> None:
    plan = read_saved(file_of(tmp_path, planned()))
    require_of(plan, tmp_path / "plan.json", "p")
    with pytest.raises(InvocaError, match="it is for project 'p', but this is project 'q'"):
        require_of(plan, tmp_path / "plan.json", "q")


def test_a_plan_with_errors_is_not_saved(tmp_path: Path) -> None:
    wrong = planned()._replace(plan=Plan(failures=(Failure("no"),)))
    with pytest.raises(InvocaError, match=r"it has errors \(radio\)"):
        file_of(tmp_path, wrong)
    assert json.loads(file_of(tmp_path, planned()).read_text("utf-8"))["stacks"]
