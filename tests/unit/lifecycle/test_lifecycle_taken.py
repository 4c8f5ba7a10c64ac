"""An id that Invoca says is taken: another one is asked for only where its number was released."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from invoca.account import Account as Settings
from invoca.client.transport import RequestsTransport
from invoca.client.wire import Answer
from invoca.errors import InvalidRequest, InvocaError, LookAtAccount
from invoca.lifecycle import Lifecycle
from invoca.lifecycle.held import Holdings
from invoca.lifecycle.purchase_notes import Sent
from invoca.promo_number.decide import Wanted
from invoca.promo_number.identity import Declarer
from invoca.promo_number.models import Declaration, PromoNumber
from invoca.promo_number.open_purchases import PendingPurchase
from tests.crash.model_engine import Killed
from tests.unit.lifecycle.runs import PURCHASE, SPRING, Runs, identity, number

MAKES_SURE = 10**6  # seconds that no test waits for


class Dying(RequestsTransport):
    """A run that is killed after Invoca carried out its purchase request of that number, from 1."""

    def __init__(self, account: Settings, last: int) -> None:
        super().__init__(account)
        self._left = last

    @classmethod
    def after_purchase(cls, last: int) -> Callable[[Settings], RequestsTransport]:
        return lambda account: cls(account, last)

    def send(self, method: str, path: str, body: object | None, doing: str) -> Answer:
        answer = super().send(method, path, body, doing)
        self._left -= method == "POST"
        if self._left == 0:
            raise Killed
        return answer


@pytest.fixture(autouse=True)
def where_other_campaigns_are_looked_through(runs: Runs) -> None:
    runs.searches = True


def bought_again(run: Lifecycle, **changes: object) -> PromoNumber:
    return run.acquire(Wanted(number(**changes), id_is_generated=True))


def test_a_number_that_was_moved_by_hand_while_lists_are_late_is_not_bought_again(
    runs: Runs,
) -> None:
    runs.simulator.set_knobs(list_lag_seconds=MAKES_SURE)
    live = runs.bought(number())
    runs.simulator.move_number(live.promo_number, "acme", "direct-mail")
    with pytest.raises(PendingPurchase) as told:
        bought_again(runs.begin())
    message = str(told.value)
    assert "has already been taken, and no campaign that was looked through shows" in message
    assert "`pulumi up` takes it over as soon as it shows" in message
    assert "If it was released, and Invoca shows no number of that id, say so with" in message
    assert runs.purchases() == 1
    # It is taken over as soon as a list shows it.
    runs.simulator.set_knobs(list_lag_seconds=0)
    runs.simulator.lists.clear()
    runs.simulator.reads.clear()
    assert bought_again(runs.begin()).promo_number == live.promo_number


def test_a_number_that_a_dead_run_bought_and_nothing_shows_is_not_bought_again(runs: Runs) -> None:
    runs.simulator.set_knobs(
        get_lag_seconds=MAKES_SURE, list_lag_seconds=MAKES_SURE, post_existing_id="taken"
    )
    with pytest.raises(Killed):
        bought_again(runs.begin(transport=Dying.after_purchase(1)))
    assert runs.purchases() == 1
    with pytest.raises(PendingPurchase, match="takes it over as soon as it shows"):
        bought_again(runs.begin("another machine"))
    assert runs.purchases() == 1


def test_the_next_id_is_asked_for_where_this_machine_released_the_number(runs: Runs) -> None:
    runs.simulator.set_knobs(post_deleted_id="taken")
    for spent in range(1, 4):
        live = bought_again(runs.begin())
        assert live.id_from_network == ("kroq-1" if spent == 1 else f"kroq-1-{spent}")
        assert bought_again(runs.begin("elsewhere")).promo_number == live.promo_number
        assert runs.begin().release(SPRING, identity(live))
    assert runs.purchases() == 3


@pytest.mark.parametrize("stored", ["prefixed", "lower_case"])
def test_the_next_id_is_asked_for_however_the_account_stores_that_of_the_released_number(
    runs: Runs, stored: str
) -> None:
    runs.simulator.set_knobs(post_deleted_id="taken", stored_id=stored)
    asked = "Kroq-0123456789ab"
    for spent in range(1, 4):
        live = bought_again(runs.begin(), id_from_network=asked)
        own = asked if spent == 1 else f"{asked}-{spent}"
        assert str(live.id_from_network).casefold().endswith(own.casefold())
        runs.begin().release(SPRING, identity(live)._replace(declared_id=asked))
    assert runs.purchases() == 3


def test_where_nobody_knows_that_it_was_released_a_person_says_so(runs: Runs) -> None:
    runs.simulator.set_knobs(post_deleted_id="taken")
    live = bought_again(runs.begin())
    runs.begin("elsewhere").release(SPRING, identity(live))
    for _ in range(2):
        with pytest.raises(PendingPurchase, match="settledBefore") as told:
            bought_again(runs.begin(grace_seconds=1))
    assert runs.purchases() == 1
    word = told.value.since + 1
    # Said of the state, on a machine that knows of nothing.
    again = runs.begin("another machine", settled_before=word).acquire(
        Wanted(number(), id_is_generated=True), in_state=Sent(told.value.since, is_unclear=True)
    )
    assert again.id_from_network == "kroq-1-2"
    assert bought_again(runs.begin(settled_before=word)).promo_number == again.promo_number
    assert runs.purchases() == 2


def test_an_id_that_is_taken_is_an_open_question_under_the_next_name_too(runs: Runs) -> None:
    runs.simulator.set_knobs(list_lag_seconds=MAKES_SURE)
    live = runs.bought(number())
    runs.simulator.move_number(live.promo_number, "acme", "direct-mail")
    for changes in ({}, {"id_from_network": "kpwr-1"}):
        with pytest.raises(PendingPurchase):
            runs.begin(grace_seconds=1).acquire(
                Wanted(number(**changes), id_is_generated=True, former_ids=("kroq-1",))
            )
    assert runs.purchases() == 1


def test_a_released_id_that_was_given_again_is_not_known_as_released_any_more(runs: Runs) -> None:
    live = bought_again(runs.begin())
    runs.begin().release(SPRING, identity(live))
    runs.simulator.set_knobs(list_lag_seconds=MAKES_SURE)
    again = bought_again(runs.begin())
    assert again.id_from_network == "kroq-1"
    runs.simulator.move_number(again.promo_number, "acme", "direct-mail")
    with pytest.raises(PendingPurchase, match="has already been taken"):
        bought_again(runs.begin())
    assert runs.purchases() == 2


def test_the_successor_that_a_dead_run_bought_is_found_though_it_shows_late(runs: Runs) -> None:
    runs.simulator.set_knobs(post_deleted_id="taken", post_existing_id="duplicate")
    live = bought_again(runs.begin())
    runs.begin().release(SPRING, identity(live))
    runs.simulator.set_knobs(read_after_write="lag", read_lag=6)
    with pytest.raises(Killed):
        bought_again(runs.begin(transport=Dying.after_purchase(2)))
    assert runs.purchases() == 2
    assert bought_again(runs.begin()).id_from_network == "kroq-1-2"
    assert runs.purchases() == 2


def test_a_proxy_s_403_is_no_sign_of_a_released_number(runs: Runs) -> None:
    runs.simulator.set_knobs(list_lag_seconds=MAKES_SURE)
    live = runs.bought(number())
    runs.simulator.move_number(live.promo_number, "acme", "direct-mail")
    runs.simulator.add_fault(
        "status_before", method="GET", status=403, body="<html>Forbidden</html>"
    )
    with pytest.raises(InvalidRequest):
        bought_again(runs.begin())
    assert runs.count(PURCHASE) == 0


@pytest.mark.parametrize(
    ("is_generated", "body", "another"),
    [(True, "<b>No", "increase `generation`"), (False, {"errors": "gone"}, "declare another id_")],
)
def test_a_refusal_of_the_first_look_says_how_to_ask_for_another_id(
    runs: Runs, is_generated: bool, body: object, another: str
) -> None:
    runs.simulator.add_fault("status_before", method="GET", status=403, body=body)
    with pytest.raises(InvalidRequest, match=another) as told:
        runs.begin().acquire(Wanted(number(), id_is_generated=is_generated))
    # A person must not be led to buy another number because something before Invoca said no.
    assert "not Invoca's own refusal: check" in str(told.value).split("If the number of this id")[0]
    assert not runs.simulator.calls("POST")


# -- an id that somebody declared --------------------------------------------------------------


def test_a_declared_id_that_another_campaign_has_is_named_with_the_way_to_move_it(
    runs: Runs,
) -> None:
    live = runs.bought(number(campaign_id="direct-mail"))
    with pytest.raises(LookAtAccount) as told:
        runs.begin().acquire(Wanted(number()))
    message = str(told.value)
    assert f"by {live.promo_number} (id 'kroq-1') in campaign 'direct-mail'" in message
    assert "If id 'kroq-1' is yours, write `adopt: true`" in message
    moved = runs.begin().acquire(Wanted(number(adopt=True)))
    assert moved.promo_number == live.promo_number
    assert runs.live(live.promo_number)["campaign"] == "spring-radio"
    assert runs.purchases() == 1


class States(Holdings):
    """Every state can be read, and a stack beside this one holds the numbers of
    `held`."""

    def __init__(self, *held: str) -> None:
        self._held = held

    def name_of(self, promo_number: str, asking: Declarer) -> str | None:
        return ""

    def name_beside(self, promo_number: str, asking: Declarer) -> str:
        return "summer/kroq" if promo_number in self._held else ""

    def is_declared_elsewhere(
        self, id_from_network: str, asking: Declarer, declared: Declaration
    ) -> bool | None:
        return False


def acquired_in_spring(runs: Runs, holdings: Holdings | None, **declared: object) -> PromoNumber:
    return runs.begin(holdings=holdings).acquire(
        Wanted(number(**declared), declared_by="radio/spring/kroq")
    )


def test_a_declared_id_may_name_a_number_in_each_campaign_where_the_account_allows_it(
    runs: Runs,
) -> None:
    runs.simulator.set_knobs(post_id_elsewhere="allowed")
    other = runs.bought(number(campaign_id="direct-mail"))
    live = acquired_in_spring(runs, States(other.promo_number))
    assert live.promo_number != other.promo_number


def test_a_declared_id_that_is_live_in_another_campaign_and_that_nobody_holds_is_not_bought_beside(
    runs: Runs,
) -> None:
    runs.simulator.set_knobs(post_id_elsewhere="allowed")
    left = runs.bought(number(campaign_id="direct-mail"))
    with pytest.raises(LookAtAccount, match=f"{left.promo_number} has the id 'kroq-1' in campaign"):
        acquired_in_spring(runs, States())
    assert runs.purchases() == 1
    on_purpose = acquired_in_spring(runs, States(), generation=2)
    assert on_purpose.promo_number != left.promo_number
    assert runs.purchases() == 2


def test_a_declared_id_that_is_live_in_another_campaign_is_told_where_no_states_are_known(
    runs: Runs,
) -> None:
    runs.simulator.set_knobs(post_id_elsewhere="allowed")
    other = runs.bought(number(campaign_id="direct-mail"))
    assert acquired_in_spring(runs, None).promo_number != other.promo_number
    assert any(other.promo_number in told for told in runs.told)


def test_a_declared_id_that_no_search_shows_is_explained(runs: Runs) -> None:
    runs.simulator.put_number("globex", "autumn-tv", id_from_network="kroq-1")
    with pytest.raises(InvalidRequest, match="declare another id_from_network"):
        runs.begin().acquire(Wanted(number()))
    assert runs.notes() == []  # what was refused was not bought from here
    assert runs.purchases() == 0


def test_a_declared_id_that_a_dead_run_bought_is_moved_to_where_the_entry_is_by_now(
    runs: Runs,
) -> None:
    who = "radio/spring/kroq"
    with pytest.raises(Killed):
        runs.begin(transport=Dying.after_purchase(1)).acquire(Wanted(number(), declared_by=who))
    assert runs.purchases() == 1
    for late in (True, False):
        runs.simulator.set_knobs(list_lag_seconds=MAKES_SURE if late else 0)
        live = runs.begin().acquire(Wanted(number(campaign_id="direct-mail"), declared_by=who))
        assert runs.live(live.promo_number)["campaign"] == "direct-mail"
    assert runs.purchases() == 1


@pytest.mark.parametrize("get_deleted", ["not_found", "status", "forbidden", "gone"])
@pytest.mark.parametrize("list_released", ["hidden", "shown"])
def test_a_declared_id_that_was_released_is_never_bought_under_one_that_nobody_declared(
    runs: Runs, get_deleted: str, list_released: str
) -> None:
    runs.simulator.set_knobs(post_deleted_id="taken", post_existing_id="duplicate")
    who = Wanted(number(), declared_by="radio/spring/kroq")
    live = runs.begin().acquire(who)
    runs.begin().release(SPRING, identity(live))
    runs.simulator.set_knobs(get_deleted=get_deleted, list_released=list_released)
    for machine in ("here", "elsewhere"):
        with pytest.raises(InvocaError, match="declare another id_from_network"):
            runs.begin(machine).acquire(who)
    assert runs.purchases() == 1


def test_a_word_of_a_person_buys_a_declared_id_under_no_other_one(runs: Runs) -> None:
    who = Wanted(number(), declared_by="radio/spring/kroq")
    runs.simulator.add_fault("drop_before", method="POST")
    with pytest.raises(PendingPurchase) as told:
        runs.begin(grace_seconds=1).acquire(who)
    runs.simulator.put_number("globex", "autumn-tv", id_from_network="kroq-1")
    with pytest.raises(InvalidRequest, match="declare another id_from_network"):
        runs.begin(settled_before=told.value.since + 1).acquire(who)
    assert runs.purchases() == 0


def test_a_stranger_s_number_of_an_id_that_was_sent_to_another_campaign_stays_theirs(
    runs: Runs,
) -> None:
    runs.simulator.set_knobs(post_id_elsewhere="allowed")
    theirs = runs.simulator.put_number("acme", "direct-mail", id_from_network="kroq-1")
    who = Wanted(number(), declared_by="radio/spring/kroq")
    runs.simulator.add_fault("drop_before", method="POST")
    for _ in range(2):
        with pytest.raises(PendingPurchase) as told:
            runs.begin(grace_seconds=1).acquire(who)
    live = runs.begin(settled_before=told.value.since + 1).acquire(who)
    assert live.promo_number != theirs
    assert runs.live(theirs)["campaign"] == "direct-mail"
    assert runs.purchases() == 1


def killed_with_its_move(runs: Runs, wanted: Wanted) -> None:
    """A run that ends once Invoca has carried out its move."""
    with pytest.raises(Killed):
        runs.begin(transport=DyingOfAMove).acquire(wanted)


class DyingOfAMove(RequestsTransport):
    def send(self, method: str, path: str, body: object | None, doing: str) -> Answer:
        answer = super().send(method, path, body, doing)
        if method == "PUT":
            raise Killed
        return answer


def test_a_declared_id_that_a_dead_run_bought_is_found_wherever_dead_runs_moved_it(
    runs: Runs,
) -> None:
    runs.simulator.set_knobs(post_id_elsewhere="allowed")
    who = "radio/spring/kroq"
    with pytest.raises(Killed):
        runs.begin(transport=Dying.after_purchase(1)).acquire(Wanted(number(), declared_by=who))
    killed_with_its_move(runs, Wanted(number(campaign_id="direct-mail"), declared_by=who))
    runs.later = MAKES_SURE
    killed_with_its_move(runs, Wanted(number(affiliate_id="kroq-network"), declared_by=who))
    runs.later *= 2
    live = runs.begin().acquire(Wanted(number(), declared_by=who))
    assert runs.live(live.promo_number)["campaign"] == "spring-radio"
    assert runs.purchases() == 1


@pytest.mark.parametrize("seconds", [60, 1200])
@pytest.mark.parametrize(
    "sent_to",
    [{"advertiser_id": "globex", "campaign_id": "autumn-tv"}, {"campaign_id": "direct-mail"}],
    ids=["another advertiser", "a campaign that is not searched"],
)
def test_what_a_dead_run_bought_is_found_where_it_was_sent_however_long_ago(
    runs: Runs, sent_to: dict[str, str], seconds: int
) -> None:
    runs.simulator.set_knobs(post_id_elsewhere="allowed")
    with pytest.raises(Killed):
        runs.begin(transport=Dying.after_purchase(1)).acquire(
            Wanted(number(**sent_to), id_is_generated=True)
        )
    runs.later = seconds
    live = runs.begin().acquire(Wanted(number(), id_is_generated=True))
    assert runs.live(live.promo_number)["campaign"] == "spring-radio"
    assert runs.purchases() == 1
