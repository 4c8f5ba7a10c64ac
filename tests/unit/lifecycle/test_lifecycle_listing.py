"""The list that all readers of a campaign share."""

from __future__ import annotations

import threading

import pytest

from invoca.account import Account as Settings
from invoca.client import Client
from invoca.client.listing import Listing
from invoca.client.transport import RequestsTransport
from invoca.client.wire import Answer
from invoca.errors import FixCredentials
from invoca.promo_number.models import PromoNumber
from tests.unit.lifecycle.runs import MAIL, SPRING, Runs, number, together

LIST = "GET promo_numbers"


class HeldBack(RequestsTransport):
    """Lets a test hold back an answer that Invoca has given already."""

    def __init__(self, account: Settings) -> None:
        super().__init__(account)
        self.answered, self.let_go = threading.Event(), threading.Event()
        self.let_go.set()

    def send(self, method: str, path: str, body: object | None, doing: str) -> Answer:
        answer = super().send(method, path, body, doing)
        self.answered.set()
        self.let_go.wait(30)
        return answer


@pytest.fixture
def transport(runs: Runs) -> HeldBack:
    return HeldBack(runs.settings())


@pytest.fixture
def listing(runs: Runs, transport: HeldBack) -> Listing:
    return Listing(Client(runs.settings(), transport=transport, timing=runs.time.timing))


def test_a_snapshot_is_fetched_once_and_then_known(listing: Listing, runs: Runs) -> None:
    live = runs.bought(number())
    assert listing.of(SPRING).find(live.promo_number) == live
    assert listing.of(SPRING).find("8885550199") is None
    assert listing.of(SPRING).known() == {live.promo_number: live}
    assert listing.of(MAIL).known() == {}
    assert runs.made() == [LIST, LIST]


def test_a_fetch_asks_again_and_replaces_the_snapshot(listing: Listing, runs: Runs) -> None:
    assert listing.of(SPRING).known() == {}
    live = runs.bought(number())
    assert listing.of(SPRING).known() == {}
    assert listing.of(SPRING).fetch() == {live.promo_number: live}
    assert listing.of(SPRING).known() == {live.promo_number: live}
    assert runs.made() == [LIST]


def test_own_writes_win_over_the_snapshot(listing: Listing, runs: Runs) -> None:
    live = runs.bought(number())
    mine = PromoNumber(promo_number="8885550199")
    listing.of(SPRING).wrote(mine)
    listing.of(SPRING).left(live.promo_number)
    assert listing.of(SPRING).find(mine.promo_number) == mine
    assert listing.of(SPRING).find(live.promo_number) is None
    assert listing.of(SPRING).known() == {mine.promo_number: mine}
    # ... but not over what Invoca is asked on purpose.
    assert listing.of(SPRING).fetch() == {live.promo_number: live}
    assert listing.of(SPRING).find(live.promo_number) is None


def test_fetches_at_once_share_requests(listing: Listing, runs: Runs, transport: HeldBack) -> None:
    transport.let_go.clear()
    first = threading.Thread(target=listing.of(SPRING).fetch, daemon=True)
    first.start()
    assert transport.answered.wait(30)
    # Invoca has answered already, so whoever comes now needs a newer list than that one.
    live = runs.bought(number())
    seen: list[object] = []
    waiting = threading.Barrier(5)

    def later() -> None:
        waiting.wait(30)
        seen.append(listing.of(SPRING).fetch())

    crew = [threading.Thread(target=later, daemon=True) for _ in range(4)]
    for thread in crew:
        thread.start()
    waiting.wait(30)
    runs.live(live.promo_number)
    transport.let_go.set()
    for thread in [first, *crew]:
        thread.join(30)
    assert seen == [{live.promo_number: live}] * 4
    assert runs.count(LIST) <= 4


def test_readers_wait_for_the_request_that_is_under_way(
    listing: Listing, runs: Runs, transport: HeldBack
) -> None:
    live = runs.bought(number())
    transport.let_go.clear()
    started = threading.Barrier(9)

    def read(_: int) -> object:
        started.wait(30)
        return listing.of(SPRING).find(live.promo_number)

    readers = threading.Thread(target=lambda: found.extend(together(read, 8)), daemon=True)
    found: list[object] = []
    readers.start()
    started.wait(30)
    assert transport.answered.wait(30)
    transport.let_go.set()
    readers.join(30)
    assert found == [live] * 8
    assert runs.made() == [LIST]


def test_a_failed_request_is_told_to_everybody_and_not_remembered(
    listing: Listing, runs: Runs, transport: HeldBack
) -> None:
    runs.simulator.add_fault("status_before", method="GET", status=401)
    transport.let_go.clear()
    outcomes: list[object] = []
    readers = threading.Thread(
        target=lambda: outcomes.extend(together(lambda _: listing.of(SPRING).known(), 4)),
        daemon=True,
    )
    readers.start()
    assert transport.answered.wait(30)
    transport.let_go.set()
    readers.join(30)
    assert any(isinstance(outcome, FixCredentials) for outcome in outcomes)
    assert all(outcome == {} or isinstance(outcome, FixCredentials) for outcome in outcomes)
    assert listing.of(SPRING).known() == {}


def test_a_failed_fetch_leaves_the_last_snapshot(listing: Listing, runs: Runs) -> None:
    live = runs.bought(number())
    assert listing.of(SPRING).known()
    runs.simulator.add_fault("status_before", method="GET", status=401)
    with pytest.raises(FixCredentials):
        listing.of(SPRING).fetch()
    assert listing.of(SPRING).known() == {live.promo_number: live}
    assert listing.of(SPRING).fetch() == {live.promo_number: live}
