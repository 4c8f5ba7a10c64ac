"""A purchase whose answer is unclear: looked for, never sent a second time."""

from __future__ import annotations

import contextlib
import json
import re
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from invoca.account import Account as Settings
from invoca.client.transport import RequestsTransport
from invoca.client.wire import Answer
from invoca.errors import (
    InvalidRequest,
    LookAtAccount,
    PurchaseRefused,
    TryLater,
    Unclear,
)
from invoca.lifecycle import Lifecycle
from invoca.lifecycle.purchase_notes import Sent
from invoca.lifecycle.waiting import Waiting
from invoca.promo_number.decide import Wanted
from invoca.promo_number.open_purchases import PendingPurchase
from tests.unit.lifecycle.runs import BOUGHT, FIRST_LOOK, LIST, PURCHASE, Runs, number

NO_NUMBER = {"id": 5, "id_from_network": "kroq-1", "description": "KROQ drive time"}

SOLD: dict[str, dict[str, Any]] = {
    "the connection ends": {"action": "drop_after"},
    "no answer comes": {"action": "hang_after"},
    "500": {"action": "status_after", "status": 500},
    "502": {"action": "status_after", "status": 502, "body": "<html>Bad Gateway</html>"},
    "503": {"action": "status_after", "status": 503},
    "504": {"action": "status_after", "status": 504},
    "HTML instead of JSON": {"action": "garbage"},
    "half an answer": {"action": "truncate"},
    "201 without a number": {"action": "status_after", "status": 201, "body": NO_NUMBER},
    "200 with nothing": {"action": "status_after", "status": 200, "body": ""},
    "201 with a list": {"action": "status_after", "status": 201, "body": []},
}
NOT_SOLD = {
    name: {**fault, "action": fault["action"].replace("after", "before")}
    for name, fault in SOLD.items()
    if fault["action"].endswith("after")
}


def begin(runs: Runs) -> Lifecycle:
    return runs.begin(read_timeout_seconds=0.5)


@pytest.mark.parametrize("fault", SOLD.values(), ids=SOLD.keys())
def test_what_an_unclear_purchase_bought_is_found_and_adopted(
    runs: Runs, fault: dict[str, Any]
) -> None:
    runs.simulator.add_fault(method="POST", **fault)
    run = begin(runs)
    live = run.acquire(Wanted(number()))
    assert [n["promo_number"] for n in runs.simulator.numbers()] == [live.promo_number]
    assert runs.count(PURCHASE) == 1
    assert run.held.is_held(live.promo_number)


@pytest.mark.parametrize("fault", NOT_SOLD.values(), ids=NOT_SOLD.keys())
def test_an_unclear_purchase_that_bought_nothing_is_not_sent_again(
    runs: Runs, fault: dict[str, Any]
) -> None:
    runs.simulator.add_fault(method="POST", **fault)
    with pytest.raises(Unclear) as told:
        begin(runs).acquire(Wanted(number(), id_is_generated=True))
    message = str(told.value)
    assert message.startswith("buying a number for id 'kroq-1' in campaign 'spring-radio'")
    assert "nobody knows whether one was bought" in message
    assert "Nothing was sent a second time" in message
    assert "`pulumi up` looks for id 'kroq-1' again" in message
    if fault.get("status", 0) >= 500:
        assert told.value.status == fault["status"]
    assert runs.count(PURCHASE) == 1
    assert runs.purchases() == 0


@pytest.mark.parametrize(
    ("seconds", "waits"), [(30, [0.5, 1, 2, 4, 8, 8, 6.5]), (4, [0.5, 1, 2, 0.5]), (0.1, [0.1])]
)
def test_the_window_is_looked_through_from_its_first_moment_to_its_last(
    runs: Runs, seconds: float, waits: list[float]
) -> None:
    runs.simulator.add_fault("drop_before", method="POST")
    with pytest.raises(Unclear):
        runs.begin(grace_seconds=seconds).acquire(Wanted(number(), id_is_generated=True))
    assert runs.time.waits == waits
    assert runs.made() == [FIRST_LOOK, LIST, PURCHASE, *[FIRST_LOOK, LIST] * (1 + len(waits))]


def test_a_long_window_says_now_and_then_what_is_being_waited_for(runs: Runs) -> None:
    runs.simulator.add_fault("drop_before", method="POST")
    with pytest.raises(Unclear):
        runs.begin(grace_seconds=30).acquire(Wanted(number(), id_is_generated=True))
    assert runs.told == [
        "1 purchase was sent and not answered: looking for what was bought, for up to "
        f"{left} s. Nothing is bought twice"
        for left in (30, 14)
    ]


def test_many_that_wait_at_once_say_it_in_one_line(runs: Runs) -> None:
    waiting = Waiting(runs.time.timing, runs.told.append)
    with waiting.one(), waiting.one(), waiting.one():
        waiting.say(60)
        waiting.say(59)
    assert [told.split(":")[0] for told in runs.told] == ["3 purchases were sent and not answered"]


def test_without_a_window_there_is_one_look(runs: Runs) -> None:
    runs.simulator.add_fault("drop_before", method="POST")
    with pytest.raises(Unclear):
        runs.begin(grace_seconds=0).acquire(Wanted(number(), id_is_generated=True))
    assert runs.time.waits == []
    assert runs.made() == [FIRST_LOOK, LIST, PURCHASE, FIRST_LOOK, LIST]


def test_what_shows_late_is_found_within_the_window(runs: Runs) -> None:
    runs.simulator.set_knobs(read_after_write="lag", read_lag=7)
    runs.simulator.add_fault("drop_after", method="POST")
    runs.begin().acquire(Wanted(number(), id_is_generated=True))
    assert runs.count(PURCHASE) == 1
    assert runs.purchases() == 1


def test_trouble_within_the_window_does_not_end_it(runs: Runs) -> None:
    runs.simulator.add_fault("status_after", method="POST", status=500)
    runs.simulator.add_fault("status_before", method="GET", skip=2, times=12, status=502)
    run = runs.begin()
    assert run.acquire(Wanted(number(), id_is_generated=True)).id_from_network == "kroq-1"
    assert runs.count(PURCHASE) == 1


def test_a_token_that_ends_within_the_window_is_told_and_nothing_is_sent_again(runs: Runs) -> None:
    runs.simulator.add_fault("drop_after", method="POST")
    runs.simulator.add_fault("status_before", method="GET", skip=2, status=401)
    with pytest.raises(PendingPurchase, match="401"):
        runs.begin().acquire(Wanted(number(), id_is_generated=True))
    runs.simulator.set_knobs(read_after_write="lag", read_lag=1)
    live = runs.begin().acquire(Wanted(number(), id_is_generated=True))
    assert runs.purchases() == 1
    assert runs.live(live.promo_number)


def test_a_released_number_of_the_same_id_is_not_what_was_bought(runs: Runs) -> None:
    old = runs.bought(number())
    runs.simulator.release_number(old.promo_number)
    runs.simulator.set_knobs(get_deleted="status")
    runs.simulator.add_fault("drop_before", method="POST")
    with pytest.raises(Unclear):
        runs.begin().acquire(Wanted(number(), id_is_generated=True))


def test_what_was_found_in_the_window_is_brought_to_the_declaration(runs: Runs) -> None:
    # A POST that updates instead of buying, carried out in part.
    runs.simulator.set_knobs(unknown_custom_field="dropped", put_custom_data="merge")
    runs.simulator.add_fault("drop_after", method="POST")
    runs.simulator.on_call = lambda call, when: (
        runs.simulator.change_number(
            str(runs.simulator.numbers()[0]["promo_number"]), custom_data={"channel": "radio"}
        )
        if (call.method, when) == ("POST", "after")
        else None
    )
    live = runs.begin().acquire(Wanted(number(), id_is_generated=True))
    assert runs.live(live.promo_number)["custom_data"] == {"channel": "radio", "station": "KROQ"}
    assert runs.count("PUT promo_number") == 1


def test_the_next_runs_look_again_and_buy_nothing_before_a_person_says_so(runs: Runs) -> None:
    runs.simulator.add_fault("drop_before", method="POST")
    for _ in range(3):
        with pytest.raises(PendingPurchase, match="settledBefore") as told:
            runs.begin().acquire(Wanted(number(), id_is_generated=True))
    assert runs.count(PURCHASE) == 1
    word = re.search(r"settledBefore (\S+?)`", str(told.value))
    assert word is not None
    runs.simulator.clear_calls()
    runs.begin(settled_before=word[1]).acquire(Wanted(number(), id_is_generated=True))
    assert runs.count(PURCHASE) == 1
    assert runs.purchases() == 1
    # The word is of that time, and of no later purchase.
    runs.later = 10
    runs.simulator.add_fault("drop_before", method="POST")
    for _ in range(2):
        with pytest.raises(PendingPurchase):
            runs.begin(settled_before=word[1]).acquire(
                Wanted(number(id_from_network="kpwr-1"), id_is_generated=True)
            )
    assert runs.count(PURCHASE) == 2


def test_a_create_that_is_repeated_within_the_run_only_looks(runs: Runs) -> None:
    runs.simulator.add_fault("drop_before", method="POST")
    run = runs.begin(grace_seconds=1)
    for _ in range(5):
        with pytest.raises(PendingPurchase):
            run.acquire(Wanted(number(), id_is_generated=True))
    assert runs.count(PURCHASE) == 1


@pytest.mark.parametrize("seconds", [50, 600])
def test_what_shows_long_after_the_window_is_found_by_a_later_run(runs: Runs, seconds: int) -> None:
    runs.simulator.set_knobs(read_after_write="lag", read_lag=40, post_existing_id="duplicate")
    runs.simulator.add_fault("drop_after", method="POST")
    with pytest.raises(PendingPurchase):
        runs.begin(grace_seconds=2).acquire(Wanted(number(), id_is_generated=True))
    runs.later = seconds
    for _ in range(9):
        with contextlib.suppress(PendingPurchase):
            runs.begin(grace_seconds=2).acquire(Wanted(number(), id_is_generated=True))
    assert runs.purchases() == 1
    assert len(runs.simulator.numbers()) == 1


def test_another_machine_knows_from_the_state_that_a_purchase_is_pending(runs: Runs) -> None:
    runs.simulator.add_fault("drop_before", method="POST")
    with pytest.raises(PendingPurchase) as told:
        runs.begin().acquire(Wanted(number(), id_is_generated=True))
    with pytest.raises(PendingPurchase):
        runs.begin("another machine").acquire(
            Wanted(number(), id_is_generated=True), in_state=Sent(told.value.since, is_unclear=True)
        )
    assert runs.count(PURCHASE) == 1


# -- what is not unclear -----------------------------------------------------------------------


class PurchasesGoNowhere(RequestsTransport):
    """Everything but a POST arrives; nobody listens where the POSTs go."""

    def __init__(self, account: Settings, nowhere: str) -> None:
        super().__init__(account)
        self._elsewhere = RequestsTransport(account.model_copy(update={"base_url": nowhere}))
        self.posts = 0

    def send(self, method: str, path: str, body: object | None, doing: str) -> Answer:
        if method != "POST":
            return super().send(method, path, body, doing)
        self.posts += 1
        return self._elsewhere.send(method, path, body, doing)


@pytest.fixture
def nowhere() -> Iterator[str]:
    """An address that refuses connections, and that nobody else can take meanwhile."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"


def test_a_refused_connection_sent_nothing_so_nothing_is_looked_for(
    runs: Runs, nowhere: str
) -> None:
    run = runs.begin(transport=lambda account: PurchasesGoNowhere(account, nowhere))
    with pytest.raises(TryLater, match="nothing was sent") as told:
        run.acquire(Wanted(number(), id_is_generated=True))
    assert not isinstance(told.value, Unclear)
    assert runs.made() == [FIRST_LOOK, LIST]
    # ... and the next run need not look for it either.
    runs.simulator.clear_calls()
    runs.begin().acquire(Wanted(number(), id_is_generated=True))
    assert runs.made() == BOUGHT


@pytest.mark.parametrize("headers", [{}, {"Retry-After": "2"}], ids=["", "with Retry-After"])
def test_a_purchase_that_was_limited_is_sent_again(runs: Runs, headers: dict[str, str]) -> None:
    runs.simulator.add_fault("status_before", method="POST", status=429, headers=headers, times=3)
    runs.begin().acquire(Wanted(number(), id_is_generated=True))
    assert runs.made() == [FIRST_LOOK, LIST, *[PURCHASE] * 4, FIRST_LOOK]
    assert runs.purchases() == 1
    if headers:
        assert runs.time.waits == [2, 2, 2]


REFUSALS = {
    "a media type that does not exist": ({"media_type": "Offline: Smoke Signs"}, InvalidRequest),
    "a field that does not exist": ({"custom_data": {"shoe_size": "12"}}, InvalidRequest),
    "an area without numbers": ({"local_center": {"tn_prefix": "310"}}, InvalidRequest),
}


@pytest.mark.parametrize(("changes", "kind"), REFUSALS.values(), ids=REFUSALS.keys())
def test_a_refusal_is_told_and_nothing_is_looked_for(
    runs: Runs, changes: dict[str, Any], kind: type[Exception]
) -> None:
    runs.simulator.set_knobs(areas_without_stock="310")
    with pytest.raises(kind):
        runs.begin().acquire(Wanted(number(**changes), id_is_generated=True))
    assert runs.made() == [FIRST_LOOK, LIST, PURCHASE]
    assert runs.time.waits == []
    assert runs.purchases() == 0


def test_the_account_s_own_limit_is_told(runs: Runs) -> None:
    runs.simulator.set_knobs(number_limit=1)
    run = runs.begin()
    run.acquire(Wanted(number(), id_is_generated=True))
    with pytest.raises(LookAtAccount, match="promo number limit"):
        run.acquire(Wanted(number(id_from_network="kpwr-1"), id_is_generated=True))
    assert runs.purchases() == 1


def test_no_error_of_a_purchase_shows_the_token(runs: Runs) -> None:
    token = runs.simulator.token
    for fault in NOT_SOLD.values():
        runs.simulator.add_fault(method="POST", **{**fault, "body": f"oauth_token={token}"})
        with pytest.raises(Unclear) as told:
            begin(runs).acquire(Wanted(number(), id_is_generated=True))
        assert token not in str(told.value) + json.dumps([str(a) for a in told.value.args])


# -- the purchase limit ------------------------------------------------------------------------


def test_a_run_stops_at_the_purchase_limit_before_anything_is_sent(runs: Runs) -> None:
    run = runs.begin(purchase_limit=2)
    for index in range(2):
        run.acquire(Wanted(number(id_from_network=f"n-{index}"), id_is_generated=True))
    with pytest.raises(PurchaseRefused, match="already bought 2 numbers, the purchase limit"):
        run.acquire(Wanted(number(id_from_network="n-2"), id_is_generated=True))
    assert runs.count(PURCHASE) == runs.purchases() == 2
    # What was refused here was never sent, so a later run does not look for it.
    runs.simulator.clear_calls()
    runs.begin().acquire(Wanted(number(id_from_network="n-2"), id_is_generated=True))
    assert runs.made() == BOUGHT


def test_a_limit_of_none_buys_none_but_still_adopts(runs: Runs) -> None:
    runs.bought(number())
    run = runs.begin(purchase_limit=0)
    run.acquire(Wanted(number(), id_is_generated=True))
    with pytest.raises(PurchaseRefused):
        run.acquire(Wanted(number(id_from_network="kpwr-1"), id_is_generated=True))


def test_an_unclear_purchase_counts_whether_it_bought_or_not(runs: Runs) -> None:
    run = runs.begin(purchase_limit=1)
    runs.simulator.add_fault("drop_before", method="POST")
    with pytest.raises(Unclear):
        run.acquire(Wanted(number(), id_is_generated=True))
    with pytest.raises(PurchaseRefused):
        run.acquire(Wanted(number(id_from_network="kpwr-1"), id_is_generated=True))
    assert runs.count(PURCHASE) == 1


def test_a_plan_counts_each_number_once_and_stops_beyond_the_limit(runs: Runs) -> None:
    limit = runs.begin(purchase_limit=2).limit
    for key in ("kroq", "kpwr", "kroq", "kpwr"):
        limit.plan(key)
    with pytest.raises(PurchaseRefused, match="this plan would buy more than 2 numbers"):
        limit.plan("kiis")
    limit.spend()
    limit.spend()
    with pytest.raises(PurchaseRefused, match="invoca:purchaseLimit"):
        limit.spend()
