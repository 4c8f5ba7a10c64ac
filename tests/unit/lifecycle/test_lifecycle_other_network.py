"""A run with the settings of another network: what a state holds of the first is neither gone nor
bought again. Both networks know the token, and have campaigns of the same ids."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from invoca.account import WrongSettings
from invoca.lifecycle.held import Holdings
from invoca.lifecycle.importing import imported
from invoca.lifecycle.number import Number, Outcome
from invoca.promo_number import record
from invoca.promo_number.decide import Action
from invoca.promo_number.identity import Declarer
from invoca.promo_number.open_purchases import PendingPurchase
from invoca.promo_number.record import NETWORK_ID
from invoca_simulator import Simulator
from tests.unit.lifecycle.runs import SPRING, Runs, number

NEVER = 10**6  # reads that no test waits for
WHO = Declarer("radio", "spring", "kroq")
BOTH = "belongs to network 1, and this run works with network 2"


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Runs]:
    """Runs with the settings of network 2."""
    with Simulator() as simulator:
        simulator.network_id = "2"
        simulator.add_token(simulator.token, network_ids=("2",))
        simulator.add_campaign("acme", "spring-radio")
        yield Runs(simulator, tmp_path / "other")


def inputs(**changes: Any) -> dict[str, Any]:
    declared = number(**changes).model_dump(mode="json", exclude_unset=True, exclude_none=True)
    return {
        **declared,
        record.ID_IS_GENERATED: True,
        record.DECLARED_BY: str(WHO),
        record.PROTECT: False,
    }


def verbs(runs: Runs, **settings: Any) -> Number:
    return Number(runs.begin(**settings))


def held(runs: Runs) -> Outcome:
    made = verbs(runs).create(inputs())
    assert made.error is None
    return made


def pending(runs: Runs) -> Outcome:
    """What the state holds of a purchase whose answer was lost, and that nothing shows."""
    runs.simulator.set_knobs(read_after_write="lag", read_lag=NEVER)
    runs.simulator.add_fault("drop_after", method="POST")
    made = verbs(runs, grace_seconds=1).create(inputs())
    assert isinstance(made.error, PendingPurchase)
    return made


def as_an_older_version_wrote_it(outputs: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in outputs.items() if name != NETWORK_ID}


VERBS: dict[str, Callable[[Number, str, dict[str, Any]], object]] = {
    "read": lambda run, id_, held: run.read(id_, held),
    "update": lambda run, id_, held: run.update(id_, held, inputs(description="another")),
    "consent": lambda run, id_, held: run.update(id_, held, {**inputs(), record.PROTECT: True}),
    "delete": lambda run, id_, held: run.delete(id_, held),
    "settle": lambda run, id_, held: run.require_settled(id_, held),
}


@pytest.mark.parametrize("made", [held, pending])
@pytest.mark.parametrize("verb", VERBS)
def test_nothing_is_read_or_sent_of_a_number_of_another_network(
    runs: Runs, other: Runs, verb: str, made: Callable[[Runs], Outcome]
) -> None:
    known = made(runs)
    calls = len(runs.simulator.calls())
    with pytest.raises(WrongSettings, match=BOTH):
        VERBS[verb](verbs(other), known.resource_id, known.outputs)
    assert (other.simulator.calls(), len(runs.simulator.calls())) == ([], calls)


@pytest.mark.parametrize("changes", [{}, {"description": "another"}, {"generation": 2}], ids=str)
def test_a_diff_of_a_number_of_another_network_is_refused(
    runs: Runs, other: Runs, changes: dict[str, Any]
) -> None:
    known = held(runs)
    decision = verbs(other).diff(known.resource_id, known.outputs, inputs(**changes))
    assert (decision.action, decision.fields) == (Action.REFUSE, ())
    with pytest.raises(WrongSettings, match=BOTH):
        raise decision.refusal or AssertionError
    assert other.simulator.calls() == []


def test_the_refusal_names_the_number_what_decides_and_what_to_do(runs: Runs, other: Runs) -> None:
    known = held(runs)
    with pytest.raises(WrongSettings) as refused:
        verbs(other).read(known.resource_id, known.outputs)
    said = str(refused.value)
    assert said.startswith(f"reading {known.resource_id} ('kroq'): it belongs to network 1")
    assert "Nothing was read or sent" in said
    assert "networkId, or INVOCA_NETWORK_ID in the environment, which wins" in said
    assert "If this state is to give the number up, take it out of the state" in said


@pytest.mark.parametrize("made", [held, pending])
def test_what_a_run_puts_into_a_state_says_its_network(
    runs: Runs, made: Callable[[Runs], Outcome]
) -> None:
    known = made(runs)
    assert known.outputs[NETWORK_ID] == "1"
    assert NETWORK_ID not in known.inputs
    again = verbs(runs).read(known.resource_id, known.outputs)
    assert again is not None
    assert again.outputs[NETWORK_ID] == "1"
    assert NETWORK_ID not in again.inputs


def test_an_imported_number_says_the_network_that_showed_it(runs: Runs) -> None:
    live = runs.bought(number())
    found = imported(runs.begin(), runs.told.append, SPRING, live.promo_number, WHO)
    assert found.outputs[NETWORK_ID] == "1"


@pytest.mark.parametrize("made", [held, pending])
def test_a_state_that_does_not_say_it_is_read_without_a_change(
    runs: Runs, made: Callable[[Runs], Outcome]
) -> None:
    known = made(runs)
    older = as_an_older_version_wrote_it(known.outputs)
    again = verbs(runs).read(known.resource_id, older)
    assert again is not None
    assert again.outputs == older


def test_a_state_that_does_not_say_it_says_it_after_a_change_that_was_sent(runs: Runs) -> None:
    known = held(runs)
    older = as_an_older_version_wrote_it(known.outputs)
    changed = verbs(runs).update(known.resource_id, older, inputs(description="another"))
    assert changed.outputs[NETWORK_ID] == "1"
    only_consent = {**inputs(), record.PROTECT: True}  # nothing is seen of the account
    kept = verbs(runs).update(known.resource_id, older, only_consent)
    assert NETWORK_ID not in kept.outputs


def test_a_purchase_of_an_older_state_is_not_said_to_be_of_a_network_that_does_not_show_it(
    runs: Runs, other: Runs
) -> None:
    known = pending(runs)
    older = as_an_older_version_wrote_it(known.outputs)
    still = verbs(other, grace_seconds=1).update(known.resource_id, older, inputs())
    assert isinstance(still.error, PendingPurchase)
    assert NETWORK_ID not in still.outputs


class NamedInNetwork1(Holdings):
    """A state that holds a number of network 1 under one name."""

    def other_network(self, asking: Declarer) -> str:
        return "1" if asking.name == WHO.name else ""


def test_a_forced_replacement_buys_nothing_for_a_name_that_is_another_network_s(
    other: Runs,
) -> None:
    run = other.begin(holdings=NamedInNetwork1())
    with pytest.raises(WrongSettings, match=f"^replacing 'kroq': it {BOTH}"):
        Number(run).create(inputs())
    assert other.simulator.calls() == []
    assert Number(run).create(inputs() | {record.DECLARED_BY: "radio/spring/kpwr"}).error is None


@pytest.mark.parametrize("said", [1, 1.0, "1", {"ciphertext": "x"}, ""])
def test_a_network_is_the_same_however_a_state_spells_it_and_none_where_it_hides_it(
    runs: Runs, said: object
) -> None:
    known = held(runs)
    assert verbs(runs).read(known.resource_id, {**known.outputs, NETWORK_ID: said}) is not None
