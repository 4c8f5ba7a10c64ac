"""Changing a number in place: one complete PUT, read back."""

from __future__ import annotations

import pytest

from invoca.errors import LookAtAccount, NotFound, NotKept, ReportBug, TryLater, Unclear
from invoca.lifecycle import Lifecycle
from invoca.promo_number.record import Identity
from tests.unit.lifecycle.runs import SPRING, Runs, identity, number

LIST, GET, PUT = "GET promo_numbers", "GET promo_number", "PUT promo_number"
LOOKS = [GET] * 3


def test_a_change_is_one_complete_put(run: Lifecycle, runs: Runs) -> None:
    live = runs.bought(number())
    changed = run.update(identity(live), number(), number(description="new words"))
    assert changed.promo_number == live.promo_number
    assert changed.description == "new words"
    assert runs.made() == [LIST, PUT]
    assert runs.body("PUT") == {
        "id_from_network": "kroq-1",
        "description": "new words",
        "media_type": "Offline: Radio",
        "custom_data": {"channel": "radio", "station": "KROQ"},
    }


def test_what_already_agrees_is_not_written(run: Lifecycle, runs: Runs) -> None:
    live = runs.bought(number())
    assert run.update(identity(live), number(description="old"), number()) == live
    assert runs.made() == [LIST]


def test_what_was_changed_by_hand_is_changed_back(run: Lifecycle, runs: Runs) -> None:
    live = runs.bought(number())
    runs.simulator.change_number(
        live.promo_number, description="by hand", media_type="Online: Display", custom_data={}
    )
    changed = run.update(identity(live), number(), number())
    assert changed == live
    assert runs.made() == [LIST, PUT]


def test_custom_data_that_nobody_declared_is_kept(run: Lifecycle, runs: Runs) -> None:
    live = runs.bought(number())
    mine = {"channel": "radio", "station": "KROQ"}
    runs.simulator.change_number(live.promo_number, custom_data={**mine, "region": "west"})
    run.update(identity(live), number(), number(description="new"))
    assert runs.live(live.promo_number)["custom_data"] == {**mine, "region": "west"}


@pytest.mark.parametrize("knob", ["replace", "merge"])
def test_a_complete_put_means_the_same_whether_invoca_replaces_or_merges(
    run: Lifecycle, runs: Runs, knob: str
) -> None:
    live = runs.bought(number())
    runs.simulator.set_knobs(put_top_level=knob)
    changed = run.update(identity(live), number(), number(media_type="Online: Display"))
    assert (changed.media_type, changed.description) == ("Online: Display", "KROQ drive time")


def test_the_change_is_noted_for_the_next_run(runs: Runs) -> None:
    live = runs.bought(number())
    runs.begin().update(identity(live), number(), number(description="new"))
    assert runs.journal().is_recent(*SPRING, live.promo_number)


PUTS = ["replace", "merge", "omitted_keeps", "omitted_clears"]


@pytest.mark.parametrize("clear_token", ["both", "empty_string", "null"])
@pytest.mark.parametrize("put_custom_data", PUTS)
@pytest.mark.parametrize("empty", ["empty_object", "absent", "null", "nulls_inside"])
def test_a_key_that_is_declared_no_longer_is_cleared(
    run: Lifecycle, runs: Runs, clear_token: str, put_custom_data: str, empty: str
) -> None:
    live = runs.bought(number())
    runs.simulator.set_knobs(
        clear_token=clear_token, put_custom_data=put_custom_data, custom_data_empty=empty
    )
    changed = run.update(identity(live), number(), number(custom_data={"channel": "radio"}))
    assert changed.custom_data == {"channel": "radio"}
    assert runs.live(live.promo_number)["custom_data"] == {"channel": "radio"}
    sent = [body["custom_data"]["station"] for body in runs.bodies("PUT")]
    assert sent == ([""] if clear_token != "null" else ["", None])
    assert runs.time.waits == []


@pytest.mark.parametrize("clear_token", ["empty_string", "null"])
def test_a_key_that_is_declared_empty_is_cleared(
    run: Lifecycle, runs: Runs, clear_token: str
) -> None:
    live = runs.bought(number())
    runs.simulator.set_knobs(clear_token=clear_token, put_custom_data="merge")
    declared = number(custom_data={"channel": "radio", "station": ""})
    changed = run.update(identity(live), number(), declared)
    assert changed.custom_data == {"channel": "radio"}


def test_all_keys_can_be_cleared(run: Lifecycle, runs: Runs) -> None:
    live = runs.bought(number())
    runs.simulator.set_knobs(put_custom_data="merge")
    run.update(identity(live), number(), number(custom_data={}))
    assert runs.live(live.promo_number)["custom_data"] == {}


def test_a_dropped_key_that_somebody_gave_another_value_is_cleared_once_and_not_insisted_on(
    run: Lifecycle, runs: Runs
) -> None:
    live = runs.bought(number())
    theirs = {"channel": "radio", "station": "theirs"}
    runs.simulator.change_number(live.promo_number, custom_data=theirs)
    declared = number(custom_data={"channel": "radio"})
    assert run.update(identity(live), number(), declared).custom_data == theirs
    assert runs.made() == [LIST]


def test_a_dropped_key_that_shows_through_from_the_campaign_is_no_error(
    run: Lifecycle, runs: Runs
) -> None:
    runs.simulator.add_campaign(
        "acme", "spring-radio", inherited_custom_data={"station": "inherited"}
    )
    live = runs.bought(number())
    runs.simulator.set_knobs(inherited_values="shown")
    changed = run.update(identity(live), number(), number(custom_data={"channel": "radio"}))
    assert changed.custom_data == {"channel": "radio", "station": "inherited"}
    assert runs.live(live.promo_number)["custom_data"] == {"channel": "radio"}


@pytest.mark.parametrize("shown", ["empty_object", "absent", "null", "nulls_inside"])
def test_absent_null_and_empty_are_one(run: Lifecycle, runs: Runs, shown: str) -> None:
    runs.simulator.set_knobs(custom_data_empty=shown)
    empty = number(custom_data={"station": "", "region": None})
    live = runs.bought(empty)
    assert run.update(identity(live), empty, number(custom_data={})) == live
    assert run.update(identity(live), number(custom_data={}), empty) == live
    assert runs.made() == [LIST]


# -- what Invoca does not keep -----------------------------------------------------------------


def test_what_invoca_drops_is_named(run: Lifecycle, runs: Runs) -> None:
    live = runs.bought(number())
    runs.simulator.set_knobs(unknown_custom_field="dropped")
    data = {"channel": "tv", "shoe_size": "12", "hat_size": "7"}
    with pytest.raises(NotKept) as told:
        run.update(identity(live), number(), number(custom_data=data))
    message = str(told.value)
    assert "custom_data.shoe_size: declared '12', live ''" in message
    assert "custom_data.hat_size: declared '7', live ''" in message
    assert "channel" not in message
    assert live.promo_number in message
    assert getattr(told.value.live, "custom_data", None) == {"channel": "tv"}
    # One PUT and six looks; the second way to clear is not tried where nothing is to be cleared.
    assert runs.made() == [LIST, PUT, *[GET] * 6]
    assert runs.time.waits == [0.5] * 6


def test_what_invoca_changes_is_named(run: Lifecycle, runs: Runs) -> None:
    live = runs.bought(number())
    runs.simulator.set_knobs(coercion="trimmed")
    with pytest.raises(NotKept, match=r"custom_data\.station: declared ' KIIS ', live 'KIIS'"):
        run.update(identity(live), number(), number(custom_data={"station": " KIIS "}))


@pytest.mark.parametrize(
    ("knob", "declared", "remedy", "followed"),
    [
        ("trimmed", " KROQ late ", "write `description: KROQ late`", "KROQ late"),
        (
            "cut",
            "KROQ" + 9 * " night",
            "write `description: KROQ" + 6 * " night" + "`",
            "KROQ" + 6 * " night",
        ),
        (
            "html_escaped",
            "R&B: Spot #3",
            "would escape what it keeps once more: write description without &, <, > and quotes",
            "R and B: Spot #3",
        ),
    ],
)
def test_a_description_that_the_account_stores_in_its_own_way_is_named_with_what_to_declare(
    run: Lifecycle, runs: Runs, knob: str, declared: str, remedy: str, followed: str
) -> None:
    live = runs.bought(number())
    runs.simulator.set_knobs(description_stored=knob)
    with pytest.raises(NotKept) as told:
        run.update(identity(live), number(), number(description=declared))
    assert "not description as declared" in str(told.value)
    assert remedy in str(told.value)
    kept = run.update(identity(live), number(), number(description=followed))
    assert kept.description == followed


def test_a_key_that_cannot_be_cleared_is_named(run: Lifecycle, runs: Runs) -> None:
    live = runs.bought(number())
    kept = {**live.model_dump(mode="json")}
    runs.simulator.add_fault("status_before", method="PUT", status=200, body=kept, times=-1)
    with pytest.raises(NotKept, match=r"custom_data\.station: declared '', live 'KROQ'"):
        run.update(identity(live), number(), number(custom_data={"channel": "radio"}))
    assert [body["custom_data"]["station"] for body in runs.bodies("PUT")] == ["", None]


@pytest.mark.parametrize("looks", [1, 6])
def test_an_answer_that_lags_behind_is_looked_at_again(runs: Runs, looks: int) -> None:
    live = runs.bought(number())
    old = live.model_dump(mode="json")
    runs.simulator.add_fault("status_after", method="PUT", status=200, body=old)
    path = r"/promo_numbers/\d"
    runs.simulator.add_fault(
        "status_after", method="GET", path=path, status=200, body=old, times=looks - 1
    )
    changed = runs.begin().update(identity(live), number(), number(description="new"))
    assert changed.description == "new"
    assert runs.made() == [LIST, PUT, *[GET] * looks]
    assert runs.time.waits == [0.5] * looks


def test_a_change_of_unclear_outcome_that_shows_late_is_not_sent_again(runs: Runs) -> None:
    live = runs.bought(number())
    runs.simulator.set_knobs(read_after_write="lag", read_lag=2, put_answer="redirect_303")
    changed = runs.begin().update(identity(live), number(), number(description="new"))
    assert changed.description == "new"
    assert runs.count(PUT) == 1


# -- unclear outcomes --------------------------------------------------------------------------


@pytest.mark.parametrize("put_missing", ["not_found", "creates_201", "creates_200"])
@pytest.mark.parametrize("fault", ["drop_after", "status_after", "truncate", "garbage"])
def test_a_change_that_was_carried_out_is_not_sent_again(
    run: Lifecycle, runs: Runs, fault: str, put_missing: str
) -> None:
    live = runs.bought(number())
    runs.simulator.set_knobs(put_missing=put_missing)
    runs.simulator.add_fault(fault, method="PUT")
    assert run.update(identity(live), number(), number(description="new")).description == "new"
    assert runs.count(PUT) == 1
    assert runs.purchases() == 1
    assert runs.time.waits == [0.5]


@pytest.mark.parametrize("fault", ["drop_before", "status_before"])
def test_a_change_that_was_not_carried_out_is_sent_again_after_some_looks(
    run: Lifecycle, runs: Runs, fault: str
) -> None:
    live = runs.bought(number())
    runs.simulator.add_fault(fault, method="PUT", times=2)
    assert run.update(identity(live), number(), number(description="new")).description == "new"
    assert runs.made() == [LIST, PUT, *LOOKS, PUT, *LOOKS, PUT]


def test_a_change_that_never_succeeds_is_given_up_after_three_attempts(
    run: Lifecycle, runs: Runs
) -> None:
    live = runs.bought(number())
    runs.simulator.add_fault("status_before", method="PUT", times=-1)
    with pytest.raises(Unclear, match=f"changing promo number {live.promo_number}"):
        run.update(identity(live), number(), number(description="new"))
    assert runs.made() == [LIST, PUT, *LOOKS, PUT, *LOOKS, PUT]


@pytest.mark.parametrize("put_missing", ["creates_201", "creates_200"])
@pytest.mark.parametrize("get_deleted", ["not_found", "status"])
def test_a_number_that_vanishes_under_an_unclear_change_is_not_bought_again(
    run: Lifecycle, runs: Runs, put_missing: str, get_deleted: str
) -> None:
    live = runs.bought(number())
    runs.simulator.set_knobs(put_missing=put_missing, get_deleted=get_deleted)
    runs.simulator.add_fault("drop_before", method="PUT")
    runs.simulator.on_call = lambda call, when: (
        runs.simulator.release_number(live.promo_number)
        if (call.method, when) == ("PUT", "after")
        else None
    )
    with pytest.raises(LookAtAccount, match="it is no longer there"):
        run.update(identity(live), number(), number(description="new"))
    assert runs.count(PUT) == 1
    assert runs.purchases() == 1


def test_a_limited_change_is_sent_again_without_a_look(run: Lifecycle, runs: Runs) -> None:
    live = runs.bought(number())
    runs.simulator.add_fault("status_before", method="PUT", status=429, times=2)
    run.update(identity(live), number(), number(description="new"))
    assert runs.made() == [LIST, PUT, PUT, PUT]


# -- what must not be touched ------------------------------------------------------------------


def test_an_answer_with_other_digits_is_told_loudly(run: Lifecycle, runs: Runs) -> None:
    live = runs.bought(number())
    other = {**live.model_dump(mode="json"), "promo_number": "8885550199", "description": "new"}
    runs.simulator.add_fault("status_before", method="PUT", status=200, body=other)
    runs.simulator.add_fault("status_before", method="GET", skip=1, status=404)
    with pytest.raises(ReportBug) as told:
        run.update(identity(live), number(), number(description="new"))
    assert "8885550199" in str(told.value)
    assert live.promo_number in str(told.value)
    assert "before you run anything again" in str(told.value)


@pytest.mark.parametrize("put_missing", ["not_found", "creates_201"])
def test_a_number_that_is_gone_is_not_changed(run: Lifecycle, runs: Runs, put_missing: str) -> None:
    runs.simulator.set_knobs(put_missing=put_missing)
    live = runs.bought(number())
    runs.simulator.release_number(live.promo_number)
    with pytest.raises(LookAtAccount) as told:
        run.update(identity(live), number(), number(description="new"))
    assert live.promo_number in str(told.value)
    assert "campaign 'spring-radio'" in str(told.value)
    assert "pulumi refresh" in str(told.value)
    assert not runs.simulator.calls("PUT")


def test_a_number_whose_id_was_changed_by_hand_is_not_changed(run: Lifecycle, runs: Runs) -> None:
    live = runs.bought(number())
    runs.simulator.change_number(live.promo_number, id_from_network="somebody-else")
    with pytest.raises(LookAtAccount) as told:
        run.update(identity(live), number(), number(description="new"))
    assert "its id is 'somebody-else', not 'kroq-1'" in str(told.value)
    assert live.promo_number in str(told.value)
    assert not runs.simulator.calls("PUT")


@pytest.mark.parametrize(("known", "shown"), [(None, "x"), ("x", None), (None, None)])
def test_an_id_that_only_one_side_knows_is_no_contradiction(
    run: Lifecycle, runs: Runs, known: str | None, shown: str | None
) -> None:
    digits = runs.simulator.put_number("acme", "spring-radio", id_from_network=shown)
    changed = run.update(Identity(digits, known), number(), number(description="new"))
    assert changed.description == "new"


def test_a_campaign_in_trouble_is_told_and_nothing_is_written(run: Lifecycle, runs: Runs) -> None:
    live = runs.bought(number())
    runs.simulator.add_fault("status_before", method="GET", times=-1, status=404, body="<p>")
    with pytest.raises(NotFound):
        run.update(identity(live), number(), number(description="new"))
    assert not runs.simulator.calls("PUT")


def test_a_refused_change_is_told(run: Lifecycle, runs: Runs) -> None:
    live = runs.bought(number())
    runs.simulator.add_fault("status_before", method="PUT", times=-1, status=429)
    with pytest.raises(TryLater, match="429"):
        run.update(identity(live), number(), number(description="new"))


def test_an_account_that_writes_ids_in_its_own_way_by_now_still_has_the_same_number(
    run: Lifecycle, runs: Runs
) -> None:
    live = runs.bought(number(id_from_network="kroq-0a1b2c3d4e5f"))
    runs.simulator.change_number(live.promo_number, id_from_network="net-KROQ-0a1b2c3d4e5f")
    declared = number(id_from_network="kroq-0a1b2c3d4e5f", description="new words")
    changed = run.update(identity(live), number(), declared)
    assert changed.description == "new words"
