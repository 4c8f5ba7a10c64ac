"""A purchase whose outcome nobody knows, and whose entry is edited before it is settled: the state
goes on saying what was sent, so that another machine still finds what was bought."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from invoca.errors import FixDeclaration, LookAtAccount
from invoca.lifecycle.held import HeldAs, PendingAs
from invoca.lifecycle.number import Number, Outcome
from invoca.promo_number import record
from invoca.promo_number.identity import Declarer
from invoca.promo_number.models import CampaignRef
from tests.account import NEVER
from tests.unit.lifecycle.runs import SPRING, OneState, Runs, number

WHO = "radio/spring/kroq"
PREFIXED = {"stored_id": "prefixed", "id_lookup": "exact"}
UNLISTED = {"campaigns_list": "forbidden"}
PICKED: dict[str, Any] = {"id_from_network": None, "id_assigned_by": "invoca"}

EDITS: dict[str, dict[str, Any]] = {
    "description": {"description": "KROQ at night"},
    "custom data": {"custom_data": {"channel": "radio", "station": "KPWR"}},
    "campaign": {"campaign_id": "direct-mail"},
}
IDS: dict[str, tuple[bool, dict[str, Any]]] = {
    "made here": (True, {"id_from_network": "kroq-0123456789ab"}),
    "declared": (False, {"id_from_network": "own-1"}),
    "Invoca's": (False, PICKED),
}


def inputs(is_generated: bool, **changes: Any) -> dict[str, Any]:
    declared = number(**changes).model_dump(mode="json", exclude_unset=True, exclude_none=True)
    return {**declared, record.ID_IS_GENERATED: is_generated, record.DECLARED_BY: WHO}


class StateWithPending(OneState):
    """A state that holds the purchase of an outcome as pending."""

    def __init__(self, made: Outcome, *, is_leaving: bool) -> None:
        pending = PendingAs.of("kroq", made.resource_id, made.outputs, is_leaving=is_leaving)
        assert pending is not None
        self._pending = pending

    def name_of(self, promo_number: str, asking: Declarer) -> str | None:
        return ""

    def held_as(self, asking: Declarer) -> None:
        return None

    def pending_purchases(self, asking: Declarer) -> Sequence[PendingAs]:
        return [self._pending]


def pending(runs: Runs, sent: dict[str, Any]) -> Outcome:
    """Bought, and nobody knows."""
    hidden = {"read_after_write": "lag", "read_lag": NEVER, "post_existing_id": "duplicate"}
    runs.simulator.set_knobs(**hidden)
    runs.simulator.add_fault("drop_after", method="POST")
    made = Number(runs.begin(grace_seconds=1)).create(sent)
    assert record.PENDING_SINCE in made.outputs
    return made


def catch_up(runs: Runs) -> None:
    runs.simulator.set_knobs(read_after_write="immediate")
    runs.simulator.reads.clear()
    runs.simulator.lists.clear()


@pytest.mark.parametrize("account", [PREFIXED, UNLISTED, {}], ids=["prefixed", "unlisted", ""])
@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS.keys())
@pytest.mark.parametrize(("is_generated", "by"), IDS.values(), ids=IDS.keys())
def test_an_edit_does_not_hide_what_was_bought(
    runs: Runs,
    is_generated: bool,
    by: dict[str, Any],
    edit: dict[str, Any],
    account: dict[str, Any],
) -> None:
    runs.simulator.set_knobs(**account)
    runs.searches = True
    made = pending(runs, inputs(is_generated, **by))
    edited = inputs(is_generated, **{**by, **edit})
    for turn in range(2):
        another = Number(runs.begin(f"machine {turn}", grace_seconds=1))
        made = another.update(made.resource_id, made.outputs, edited)
        assert record.PENDING_SINCE in made.outputs
    catch_up(runs)
    settled = Number(runs.begin("the last machine", grace_seconds=1)).update(
        made.resource_id, made.outputs, edited
    )
    assert settled.error is None
    [live] = runs.simulator.numbers()
    assert runs.purchases() == 1
    assert settled.outputs["promo_number"] == live["promo_number"]
    assert record.campaign(settled.outputs) == CampaignRef("acme", live["campaign"])
    assert live["description"] == edited["description"]


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS.keys())
@pytest.mark.parametrize(("is_generated", "by"), IDS.values(), ids=IDS.keys())
def test_neither_does_an_edit_together_with_a_forced_replacement(
    runs: Runs, is_generated: bool, by: dict[str, Any], edit: dict[str, Any]
) -> None:
    runs.simulator.set_knobs(**UNLISTED, **(PREFIXED if by != PICKED else {}))
    runs.searches = True
    made = pending(runs, inputs(is_generated, **by))
    edited = inputs(is_generated, **{**by, **edit})
    for turn in range(2):
        state = StateWithPending(made, is_leaving=turn > 0)
        life = runs.begin(f"machine {turn}", grace_seconds=1, holdings=state)
        made = Number(life).create(edited)
        assert record.PENDING_SINCE in made.outputs
    catch_up(runs)
    state = StateWithPending(made, is_leaving=False)
    life = runs.begin("the last machine", grace_seconds=1, holdings=state)
    settled = Number(life).create(edited)
    assert settled.error is None
    assert runs.purchases() == 1
    [live] = runs.simulator.numbers()
    assert live["description"] == edited["description"]


@pytest.mark.parametrize("consent", [True, False])
def test_what_it_bought_is_released_only_with_consent(runs: Runs, consent: bool) -> None:
    """Of an entry that is taken out, where nothing but the record protects it."""
    _, by = IDS["made here"]
    made = pending(runs, {**inputs(True, **by), record.PROTECT: not consent})
    catch_up(runs)
    checks = Number(runs.begin("another machine", grace_seconds=1), needs_consent=True)
    if consent:
        assert checks.delete(made.resource_id, made.outputs)
    else:
        with pytest.raises(FixDeclaration, match="protect"):
            checks.delete(made.resource_id, made.outputs)
    assert len(runs.simulator.numbers()) == (0 if consent else 1)


def test_what_it_bought_is_not_named_as_left_behind_where_another_entry_took_it_over(
    runs: Runs,
) -> None:
    made = pending(runs, inputs(False, id_from_network="own-1"))
    catch_up(runs)
    state = StateWithPending(made, is_leaving=False)
    both = Number(runs.begin("another machine", grace_seconds=1, holdings=state))
    theirs = {**inputs(False, id_from_network="own-1"), record.DECLARED_BY: "radio/spring/kpwr"}
    taken = both.create(theirs)
    mine = both.update(made.resource_id, made.outputs, inputs(False, id_from_network="own-2"))
    assert mine.outputs["promo_number"] != taken.outputs["promo_number"]
    assert "nothing holds it now" not in "".join(runs.told)
    assert len(runs.simulator.numbers()) == runs.purchases() == 2


@pytest.mark.parametrize("change", [{"local_center": {"tn_prefix": "212"}}, {"generation": 2}])
def test_what_it_bought_is_no_other_number_where_invoca_picks_the_id(
    runs: Runs, change: dict[str, Any]
) -> None:
    sent = inputs(False, **PICKED)
    made = pending(runs, sent)
    first = runs.simulator.ledger("bought")[0].promo_number
    catch_up(runs)
    asked = {**sent, **change}
    with pytest.raises(LookAtAccount, match=f"{first} already agrees with every declared field"):
        Number(runs.begin(grace_seconds=1)).update(made.resource_id, made.outputs, asked)
    asked["description"] = "KROQ at night"
    now = Number(runs.begin(grace_seconds=1)).update(made.resource_id, made.outputs, asked)
    assert now.outputs["promo_number"] != first
    assert any(first in told for told in runs.told)
    assert runs.purchases() == 2


@pytest.mark.parametrize("seen_by", ["here", "elsewhere"])
@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_what_a_run_sent_that_could_not_say_so_is_found_by_what_the_state_says_after_an_edit(
    runs: Runs, edit: dict[str, Any], seen_by: str
) -> None:
    """Where Invoca picks the id, the state would say else that the edited entry was sent, which
    nothing finds: on a person's word that none shows, a second number is bought."""
    runs.simulator.set_knobs(read_after_write="lag", read_lag=NEVER)
    runs.simulator.add_fault("drop_after", method="POST")
    nobody = OneState("", HeldAs("", SPRING, number()))
    assert Number(runs.begin(holdings=nobody)).create(inputs(False, **PICKED)).error
    edited = inputs(False, **PICKED, **edit)
    made = Number(runs.begin(holdings=nobody)).create(edited)
    assert made.error
    runs.simulator.set_knobs(read_after_write="immediate")
    runs.simulator.reads.clear()
    settled = Number(runs.begin(seen_by, holdings=nobody)).update(
        made.resource_id, made.outputs, edited
    )
    assert (settled.error, runs.purchases()) == (None, 1)
    assert settled.outputs["promo_number"] == runs.simulator.numbers()[0]["promo_number"]
    assert settled.outputs[record.NETWORK_ID] == runs.simulator.network_id
