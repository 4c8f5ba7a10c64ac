"""`invoca drift` and `pulumi preview --refresh --expect-no-changes` say the same of any account.

What only drift can see is beside the comparison: unmanaged numbers, two numbers of one id, and ids
that somebody changed, which changes nothing that was declared.
"""

from __future__ import annotations

import json
import random
import subprocess

import pytest

from tests.engine.workspace import DRIFTED, Workspace

CLEAN = 0
EDITS = (
    *("nothing", "nothing", "description", "media_type", "declared", "cleared", "undeclared"),
    *("released", "id"),
)


def number(draw: random.Random, name: str) -> str:
    data = {"channel": "radio", "station": draw.choice(["KROQ", "KPWR", "", "100.3"])}
    fields = {"description": f"{name} {draw.choice('äß€_')}", "custom_data": data}
    if draw.random() < 0.3:
        fields["id_from_network"] = f"by/hand {name}"
    return f"    {name}: {json.dumps(fields, ensure_ascii=False)}\n"


def edit(draw: random.Random, workspace: Workspace, digits: str) -> str:
    """Somebody's work in Invoca; what it was."""
    account = workspace.account
    what = draw.choice(EDITS)
    if what == "description":
        account.change_number(digits, description="by hand")
    elif what == "media_type":
        account.change_number(digits, media_type="Online: Display")
    elif what == "declared":
        account.change_number(digits, custom_data={"channel": "by hand", "station": "KROQ"})
    elif what == "cleared":
        account.change_number(digits, custom_data={})
    elif what == "undeclared":
        live = next(one for one in account.numbers() if one["promo_number"] == digits)
        account.change_number(digits, custom_data={**live["custom_data"], "region": "west"})
    elif what == "released":
        account.release_number(digits)
    elif what == "id":
        account.change_number(digits, id_from_network=f"other-{digits}")
    return what


def changed_according_to_the_engine(workspace: Workspace) -> tuple[int, set[str]]:
    preview = subprocess.run(
        ["pulumi", "preview", "--refresh", "--expect-no-changes", "--json", "--non-interactive"],
        cwd=workspace.folder,
        env=workspace.environment(),
        capture_output=True,
        encoding="utf-8",
    )
    steps = json.loads(preview.stdout)["steps"]
    names = {
        step["urn"].rsplit("::", 1)[1]
        for step in steps
        if step["op"] not in ("same", "refresh") and "PromoNumber" in step["urn"]
    }
    return preview.returncode, names


def changed_according_to_drift(workspace: Workspace) -> tuple[int, set[str]]:
    done = workspace.invoca("drift", "--stack", workspace.stack, "--format", "json")
    findings = json.loads(done.output)["findings"]
    beside = ("unmanaged", "id_changed")
    return done.code, {one["name"] for one in findings if one["kind"] not in beside}


@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(seed, marks=pytest.mark.wide) for seed in range(1, 5))]
)
def test_the_engine_and_drift_name_the_same_numbers(workspace: Workspace, seed: int) -> None:
    draw = random.Random(seed)  # noqa: S311 - not for secrets
    names = [f"n{index}" for index in range(draw.randint(1, 12))]
    workspace.campaign("numbers:\n" + "".join(number(draw, name) for name in names))
    workspace.up()
    held = workspace.numbers()
    for _ in range(draw.randint(0, 2)):
        workspace.account.put_number("acme", "spring-radio")

    edits = {name: edit(draw, workspace, held[name]) for name in names}
    code, by_engine = changed_according_to_the_engine(workspace)
    answer, by_drift = changed_according_to_drift(workspace)
    assert by_drift == by_engine, edits
    assert (code, answer) in [(CLEAN, 0), (DRIFTED, 2)], edits
    # Nobody minds keys that nobody declared, and runs go by the digits, whatever the id.
    harmless = {"nothing", "undeclared", "id"}
    assert {edits[name] for name in names if name not in by_drift} <= harmless

    workspace.up("--refresh")
    assert changed_according_to_the_engine(workspace) == (CLEAN, set())
    assert changed_according_to_drift(workspace) == (CLEAN, set())


def test_a_number_that_was_moved_by_hand_stops_the_engine_and_drift_says_where_it_is(
    workspace: Workspace,
) -> None:
    workspace.campaign("numbers: {kroq: {description: KROQ drive time}}")
    workspace.up()
    workspace.account.move_number(workspace.numbers()["kroq"], "acme", "direct-mail")
    output = workspace.fails("preview", "--refresh", "--expect-no-changes")
    assert "direct-mail" in output
    done = workspace.invoca("drift", "--stack", workspace.stack, "--format", "json")
    [finding] = json.loads(done.output)["findings"]
    assert (done.code, finding["kind"], finding["live"]) == (2, "moved", "acme/direct-mail")
