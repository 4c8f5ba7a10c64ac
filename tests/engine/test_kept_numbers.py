"""Numbers that an engine would have released, taken from another stack, or bought again: on the
real engine, where no verb says why it is called."""

from __future__ import annotations

import datetime
import re

import pytest

from tests.account import Account
from tests.crash.engine_matrix import FACES
from tests.engine.test_edits import RADIO, deploy_both, follow
from tests.engine.workspace import OnFace, Workspace

DELETES_FIRST = """
import pulumi
from pulumi_invoca import PromoNumber
PromoNumber("kroq", advertiser_id="acme", campaign_id="spring-radio", description="KROQ drive time",
    media_type="Offline: Radio", id_assigned_by="{ids}",
    opts=pulumi.ResourceOptions(protect=False, delete_before_replace=True))
"""


@pytest.mark.parametrize(
    ("how", "ids"),
    [
        (("--replace",), "caller"),
        pytest.param(("--target-replace",), "caller", marks=pytest.mark.wide),
        pytest.param(("taint",), "invoca", marks=pytest.mark.wide),
    ],
)
def test_a_replacement_that_deletes_first_keeps_it(
    workspace: Workspace, how: tuple[str, ...], ids: str
) -> None:
    workspace.program(DELETES_FIRST.format(ids=ids))
    workspace.up()
    [live] = workspace.account.numbers()
    urn = workspace.state()["kroq"]["urn"]
    if how == ("taint",):
        workspace.succeeds("state", "taint", urn)
        workspace.up()
    else:
        workspace.up(*how, urn)
    assert workspace.account.ledger("released") == []
    assert len(workspace.account.ledger("bought")) == 1
    assert workspace.state()["kroq"]["id"] == live["promo_number"]


def test_one_that_was_renamed_long_ago_is_kept_where_its_replacement_deletes_first(
    workspace: Workspace,
) -> None:
    program = DELETES_FIRST.format(ids="caller")
    workspace.program(program)
    workspace.up()
    [live] = workspace.account.numbers()
    renamed = program.replace('"kroq"', '"kroq-fm"')
    former = "protect=False, aliases=[pulumi.Alias(name='kroq')],"
    workspace.program(renamed.replace("protect=False,", former))
    workspace.up()
    workspace.program(renamed)
    workspace.up("--replace", workspace.state()["kroq-fm"]["urn"])
    assert workspace.account.ledger("released") == []
    assert len(workspace.account.ledger("bought")) == 1
    assert workspace.state()["kroq-fm"]["id"] == live["promo_number"]


def test_a_name_that_is_used_again_takes_no_number_of_another_stack(workspace: Workspace) -> None:
    kroq = deploy_both(workspace)
    moved = workspace.invoca("move", "kroq", "--to-stack", "mail", "--stack", "spring-radio")
    follow(workspace, moved)
    workspace.stack = "spring-radio"
    workspace.campaign(RADIO, "spring-radio")  # the next season has a kroq again
    workspace.account.clear_calls()

    plan = workspace.invoca("plan", "--stack", "spring-radio")
    assert plan.code == 1
    assert "another stack holds it, as 'mail/kroq'" in " ".join(plan.output.split())
    assert "another stack holds it, as 'mail/kroq'" in " ".join(workspace.up_fails().split())
    assert workspace.account.writes() == []

    workspace.campaign(RADIO.replace("      jazz", "        generation: 2\n      jazz"))
    workspace.up()
    assert workspace.state()["kroq"]["id"] != kroq
    workspace.stack = "mail"
    assert workspace.state()["kroq"]["id"] == kroq


def failed(workspace: Workspace) -> str:
    """What an `up` says that ends with an error."""
    done = workspace.run("up", "--yes", "--skip-preview")
    assert done.code != 0
    return done.output


@pytest.mark.parametrize("face", list(FACES))
def test_an_unclear_purchase_of_an_update_is_known_to_another_machine(
    simulator: Account, on_face: OnFace, face: str
) -> None:
    workspace = on_face(face)
    workspace.campaign("numbers: {kroq: {description: KROQ}}")
    workspace.succeeds("config", "set", "invoca:graceSeconds", "1")
    simulator.set_knobs(ambiguous_post="not_created")
    simulator.add_fault("drop", method="POST", times=1)
    told = re.search(r"invoca:settledBefore (\S+?)`", failed(workspace))
    assert told is not None
    workspace.succeeds("config", "set", "invoca:settledBefore", told[1])
    # The purchase that follows is later than that, is carried out, and its answer is lost.
    simulator.clear_faults()
    simulator.set_knobs(ambiguous_post="created")
    simulator.show_no_writes()
    simulator.add_fault("drop", method="POST", times=1)
    while datetime.datetime.now(datetime.timezone.utc).isoformat() < told[1]:
        workspace.succeeds("version")
    failed(workspace)
    simulator.clear_faults()
    assert len(simulator.ledger("bought")) == 1

    simulator.machine = simulator.machine.with_name("another")
    workspace.run("up", "--yes", "--skip-preview")
    assert len(simulator.ledger("bought")) == 1
