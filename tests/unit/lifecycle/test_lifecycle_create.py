"""Acquiring a number: bought with one POST, or found and adopted."""

from __future__ import annotations

from typing import Any

import pytest

from invoca.errors import (
    FixCredentials,
    InvalidRequest,
    LookAtAccount,
    NotFound,
    NotKept,
    PurchaseRefused,
)
from invoca.lifecycle import Lifecycle
from invoca.promo_number.decide import Wanted
from invoca_simulator import Simulator
from tests.unit.lifecycle.runs import (
    BOUGHT,
    FIRST_LOOK,
    MAIL,
    SPRING,
    Runs,
    identity,
    number,
    together,
)

HAND_MADE: dict[str, Any] = {
    "id_from_network": "kroq-1",
    "description": "KROQ drive time",
    "media_type": "Offline: Radio",
    "custom_data": {"channel": "radio", "station": "KROQ"},
}


def put(simulator: Simulator, **changes: Any) -> str:
    return simulator.put_number("acme", "spring-radio", **{**HAND_MADE, **changes})


# -- buying ------------------------------------------------------------------------------------


def test_a_number_is_looked_for_and_bought_with_one_post_and_seen(
    run: Lifecycle, runs: Runs
) -> None:
    live = run.acquire(Wanted(number(), id_is_generated=True))
    assert runs.made() == BOUGHT
    assert runs.live(live.promo_number)["id_from_network"] == "kroq-1"
    assert live.description == "KROQ drive time"


def test_the_purchase_says_everything_that_was_declared(run: Lifecycle, runs: Runs) -> None:
    declared = number(
        media_type="Google Call Extension",
        adwords_account_id="627-345-9815",
        local_center={"tn_prefix": "805"},
        local_number_preferences={"search_radius_miles": 20, "restrict_search_to_state": False},
        tn_prefix_whitelist=["805", "310"],
        promo_type="Local",
        promo_number_looks_like="80555",
        hours_of_operation={"open_24_7": True, "time_zone": "Pacific Time (US & Canada)"},
        custom_data={"channel": "radio", "region": ""},
    )
    run.acquire(Wanted(declared, id_is_generated=True))
    assert runs.body("POST") == {
        "id_from_network": "kroq-1",
        "description": "KROQ drive time",
        "media_type": "Google Call Extension",
        "custom_data": {"channel": "radio"},
        "adwords_account_id": "627-345-9815",
        "hours_of_operation": {"open_24_7": True, "time_zone": "Pacific Time (US & Canada)"},
        "local_center": {"tn_prefix": "805"},
        "local_number_preferences": {"search_radius_miles": 20, "restrict_search_to_state": False},
        "tn_prefix_whitelist": ["805", "310"],
        "promo_type": "Local",
        "promo_number_looks_like": "80555",
    }


def test_a_purchase_answered_with_200_is_a_purchase(run: Lifecycle, runs: Runs) -> None:
    runs.simulator.set_knobs(post_success="200")
    run.acquire(Wanted(number(), id_is_generated=True))
    assert runs.made() == BOUGHT


def test_a_first_look_without_an_answer_buys_nothing(run: Lifecycle, runs: Runs) -> None:
    runs.simulator.add_fault("status_before", method="GET", status=404, body="<html>no</html>")
    with pytest.raises(NotFound, match="not Invoca's own"):
        run.acquire(Wanted(number(), id_is_generated=True))
    runs.simulator.revoke_token(runs.simulator.token)
    with pytest.raises(FixCredentials):
        run.acquire(Wanted(number(), id_is_generated=True))
    assert runs.purchases() == 0
    assert not runs.simulator.calls("POST")


def test_a_campaign_that_is_not_there_gets_no_number(run: Lifecycle, runs: Runs) -> None:
    with pytest.raises(NotFound, match="campaign 'nowhere'"):
        run.acquire(Wanted(number(campaign_id="nowhere"), id_is_generated=True))
    assert runs.purchases() == 0


def test_what_invoca_drops_from_a_purchase_is_written_again_and_then_named(
    run: Lifecycle, runs: Runs
) -> None:
    runs.simulator.set_knobs(unknown_custom_field="dropped")
    declared = number(custom_data={"station": "KROQ", "shoe_size": "12"})
    with pytest.raises(NotKept, match=r"custom_data\.shoe_size: declared '12', live ''") as told:
        run.acquire(Wanted(declared, id_is_generated=True))
    [live] = runs.simulator.numbers()
    assert getattr(told.value.live, "promo_number", None) == live["promo_number"]
    assert str(live["promo_number"]) in str(told.value)
    assert runs.purchases() == 1
    assert runs.count("PUT promo_number") == 1
    # The number is ours all the same: another one of this run may not take it.
    assert run.held.is_held(str(live["promo_number"]))


def test_what_invoca_drops_is_named_where_the_new_number_shows_late(
    run: Lifecycle, runs: Runs
) -> None:
    runs.simulator.set_knobs(unknown_custom_field="dropped", read_after_write="lag", read_lag=3)
    declared = number(custom_data={"station": "KROQ", "shoe_size": "12"})
    with pytest.raises(NotKept, match="shoe_size"):
        run.acquire(Wanted(declared, id_is_generated=True))


def test_an_id_that_may_not_be_looked_at_as_a_released_one_is_bought_where_no_list_shows_it(
    run: Lifecycle, runs: Runs
) -> None:
    runs.simulator.set_knobs(get_deleted="forbidden", post_deleted_id="taken")
    first = run.acquire(Wanted(number(), id_is_generated=True))
    runs.simulator.release_number(first.promo_number)
    second = runs.begin("another machine").acquire(Wanted(number(), id_is_generated=True))
    assert second.id_from_network == "kroq-1-2"
    again = runs.begin("a third machine").acquire(Wanted(number(), id_is_generated=True))
    assert again.promo_number == second.promo_number
    assert runs.purchases() == 2


# -- adopting ----------------------------------------------------------------------------------


def test_a_generated_id_is_adopted_without_asking_and_without_a_write_where_it_agrees(
    run: Lifecycle, runs: Runs
) -> None:
    digits = put(runs.simulator)
    assert run.acquire(Wanted(number(), id_is_generated=True)).promo_number == digits
    assert runs.made() == [FIRST_LOOK]


def test_what_else_was_bought_for_the_name_is_looked_for_in_one_list_of_all(runs: Runs) -> None:
    run = runs.begin()
    for name in ("kroq", "kpwr"):
        id_ = f"{name}-0123456789ab"
        put(runs.simulator, id_from_network=id_)
        run.acquire(
            Wanted(
                number(id_from_network=id_),
                id_is_generated=True,
                declared_by=f"radio/spring/{name}",
            )
        )
    assert runs.made() == [FIRST_LOOK, "GET promo_numbers", FIRST_LOOK]


def test_a_generated_id_is_brought_to_the_declaration_with_one_put(
    run: Lifecycle, runs: Runs
) -> None:
    digits = put(
        runs.simulator, description="old words", custom_data={"region": "west", "station": "KIIS"}
    )
    live = run.acquire(Wanted(number(), id_is_generated=True))
    assert live.promo_number == digits
    assert runs.made() == [FIRST_LOOK, "PUT promo_number"]
    assert runs.body("PUT") == {
        "id_from_network": "kroq-1",
        "description": "KROQ drive time",
        "media_type": "Offline: Radio",
        "custom_data": {"channel": "radio", "station": "KROQ", "region": "west"},
    }
    assert runs.live(digits)["description"] == "KROQ drive time"


def test_a_declared_id_is_taken_over_only_where_that_is_asked_for(
    run: Lifecycle, runs: Runs
) -> None:
    # Another stack may hold it, though every declared field agrees.
    digits = put(
        runs.simulator, custom_data={"channel": "radio", "station": "KROQ", "region": "west"}
    )
    with pytest.raises(LookAtAccount, match="write `adopt: true`"):
        run.acquire(Wanted(number()))
    assert run.acquire(Wanted(number(adopt=True))).promo_number == digits
    assert runs.made() == [FIRST_LOOK, FIRST_LOOK]


def test_a_declared_id_that_was_bought_from_here_is_taken_over_by_the_same_declarer(
    runs: Runs,
) -> None:
    runs.begin().acquire(Wanted(number(), declared_by="radio/spring/kroq"))
    live = runs.begin().acquire(Wanted(number(), declared_by="radio/spring/kroq"))
    assert runs.purchases() == 1
    with pytest.raises(LookAtAccount, match=live.promo_number):
        runs.begin().acquire(Wanted(number(), declared_by="radio/summer/kroq"))


def test_a_get_by_id_that_answers_with_a_number_without_an_id_is_not_believed(
    run: Lifecycle, runs: Runs
) -> None:
    theirs = {"promo_number": "8885550199", "description": "somebody's"}
    runs.simulator.add_fault(
        "status_after", method="GET", path="promo_numbers_by_id", status=200, body=theirs
    )
    with pytest.raises(LookAtAccount, match="another number, 8885550199"):
        run.acquire(Wanted(number(), id_is_generated=True))
    assert [call.method for call in runs.simulator.calls()] == ["GET", "GET"]


def test_a_declared_id_that_differs_is_not_taken_over(run: Lifecycle, runs: Runs) -> None:
    digits = put(runs.simulator, description="somebody's", custom_data={"channel": "tv"})
    with pytest.raises(LookAtAccount) as told:
        run.acquire(Wanted(number()))
    message = str(told.value)
    assert digits in message
    assert "'kroq-1'" in message
    assert "description: declared 'KROQ drive time', live \"somebody's\"" in message
    assert "custom_data.channel: declared 'radio', live 'tv'" in message
    assert "custom_data.station: declared 'KROQ', live ''" in message
    assert "`adopt: true`" in message
    assert runs.made() == [FIRST_LOOK]
    assert not run.held.is_held(digits)


def test_adopt_true_takes_over_what_differs(run: Lifecycle, runs: Runs) -> None:
    digits = put(runs.simulator, description="somebody's", media_type="Online: Display")
    live = run.acquire(Wanted(number(adopt=True)))
    assert live.promo_number == digits
    assert runs.made() == [FIRST_LOOK, "PUT promo_number"]
    assert runs.live(digits)["media_type"] == "Offline: Radio"


def test_adopt_by_digits_finds_a_number_without_an_id_and_leaves_it_without(
    run: Lifecycle, runs: Runs
) -> None:
    digits = put(runs.simulator, id_from_network=None, description="somebody's")
    live = run.acquire(Wanted(number(adopt=f"({digits[:3]}) {digits[3:]}")))
    assert live.promo_number == digits
    assert runs.made() == ["GET promo_number", "PUT promo_number"]
    assert "id_from_network" not in runs.body("PUT")


def test_adopt_by_digits_works_where_invoca_picks_the_ids(run: Lifecycle, runs: Runs) -> None:
    digits = put(runs.simulator, id_from_network="4531", description="somebody's")
    declared = number(id_from_network=None, id_assigned_by="invoca", adopt=digits)
    assert run.acquire(Wanted(declared)).promo_number == digits
    assert runs.live(digits)["id_from_network"] == "4531"
    assert runs.purchases() == 0


@pytest.mark.parametrize("adopt", [True, "8885550199"])
def test_adopt_never_buys(run: Lifecycle, runs: Runs, adopt: bool | str) -> None:
    with pytest.raises(PurchaseRefused) as told:
        run.acquire(Wanted(number(adopt=adopt), id_is_generated=True))
    assert "`adopt` never buys" in str(told.value)
    assert ("'kroq-1'" if adopt is True else "8885550199") in str(told.value)
    assert "RecordNotFound" in str(told.value)
    assert not runs.simulator.calls("POST")
    assert runs.time.waits == []


def test_two_numbers_of_one_run_never_share_a_phone_number(run: Lifecycle, runs: Runs) -> None:
    first = run.acquire(Wanted(number(), id_is_generated=True))
    with pytest.raises(LookAtAccount) as told:
        run.acquire(Wanted(number(), id_is_generated=True))
    assert first.promo_number in str(told.value)
    assert "another number of this run holds it already" in str(told.value)
    assert "'kroq-1'" in str(told.value)
    assert runs.purchases() == 1


def test_two_numbers_of_one_run_that_are_bought_at_once_never_share_a_phone_number(
    runs: Runs,
) -> None:
    # Neither sees the other's purchase, and the second POST answers with the first one's number.
    (runs.folder / "here").write_text("no journal can be kept here", "utf-8")
    run = runs.begin()
    runs.simulator.add_fault(
        "status_before", method="GET", path="by_id", times=4, status=404, body=NOT_THERE
    )
    first = run.acquire(Wanted(number(), id_is_generated=True))
    with pytest.raises(LookAtAccount, match=rf"{first.promo_number}.*holds it already"):
        run.acquire(Wanted(number(), id_is_generated=True))
    assert runs.purchases() == 1


NOT_THERE = {"errors": {"class": "RecordNotFound", "invalid_data": "Could not find it"}}


def test_adopting_by_digits_what_another_number_holds_is_refused(
    run: Lifecycle, runs: Runs
) -> None:
    held = run.acquire(Wanted(number(), id_is_generated=True))
    with pytest.raises(LookAtAccount, match="holds it already"):
        run.acquire(
            Wanted(number(id_from_network="kpwr-1", adopt=held.promo_number), id_is_generated=True)
        )


def test_an_id_that_another_campaign_holds_is_explained(run: Lifecycle, runs: Runs) -> None:
    runs.simulator.put_number("acme", "direct-mail", **HAND_MADE)
    with pytest.raises(InvalidRequest, match="has already been taken"):
        run.acquire(Wanted(number()))
    assert runs.purchases() == 0


def test_a_generated_id_that_lives_in_another_campaign_is_moved_here(runs: Runs) -> None:
    runs.searches = True
    digits = runs.simulator.put_number("acme", "direct-mail", **HAND_MADE)
    assert runs.begin().acquire(Wanted(number(), id_is_generated=True)).promo_number == digits
    assert runs.purchases() == 0
    assert [call.method for call in runs.simulator.calls() if call.method != "GET"] == ["PUT"]


def test_of_two_ids_that_differ_in_capitals_alone_the_very_one_is_moved_here(runs: Runs) -> None:
    runs.searches = True
    for id_ in ("KROQ-1", "kroq-1"):
        hand_made = {**HAND_MADE, "id_from_network": id_}
        digits = runs.simulator.put_number("acme", "direct-mail", **hand_made)
    assert runs.begin().acquire(Wanted(number(adopt=True))).promo_number == digits


def test_numbers_bought_at_once_are_all_different(run: Lifecycle, runs: Runs) -> None:
    bought = together(
        lambda i: (
            run.acquire(Wanted(number(id_from_network=f"n-{i}"), id_is_generated=True)).promo_number
        ),
        16,
    )
    assert len(set(map(str, bought))) == 16
    assert runs.purchases() == 16


def test_an_affiliates_number_is_bought_in_the_affiliate_campaign(
    run: Lifecycle, runs: Runs
) -> None:
    live = run.acquire(Wanted(number(affiliate_id="kroq-network"), id_is_generated=True))
    assert runs.live(live.promo_number)["affiliate"] == "kroq-network"


# -- where Invoca has no number in the area ----------------------------------------------------


def test_a_number_from_elsewhere_is_kept_and_told(run: Lifecycle, runs: Runs) -> None:
    runs.simulator.set_knobs(areas_without_stock="310", no_local_number="toll_free")
    live = run.acquire(Wanted(number(local_center={"tn_prefix": "310"}), id_is_generated=True))
    assert runs.live(live.promo_number)
    [told] = runs.told
    assert live.promo_number in told
    assert "310 was asked for" in told
    assert "KROQ drive time" in told
    assert "increase `generation`" in told


def test_a_number_from_the_area_is_no_news(run: Lifecycle, runs: Runs) -> None:
    run.acquire(Wanted(number(local_center={"tn_prefix": "310"}), id_is_generated=True))
    assert runs.told == []


def test_an_adopted_number_is_not_compared_with_the_area(run: Lifecycle, runs: Runs) -> None:
    put(runs.simulator)
    run.acquire(Wanted(number(local_center={"tn_prefix": "310"}), id_is_generated=True))
    assert runs.told == []


# -- what the run knows afterwards -------------------------------------------------------------


def test_what_was_bought_is_known_to_later_readers_of_the_run(run: Lifecycle, runs: Runs) -> None:
    first = run.acquire(Wanted(number(), id_is_generated=True))
    run.read(SPRING, identity(first))
    second = run.acquire(Wanted(number(id_from_network="kpwr-1"), id_is_generated=True))
    runs.simulator.clear_calls()
    assert run.read(SPRING, identity(second)) == second
    assert runs.made() == []
    assert run.read(MAIL, identity(first)._replace(promo_number="8885550199")) is None
