"""One limiter for all threads: complaints slow everybody down, successes speed everybody up."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from invoca.client.rate_limit import MOST as MOST_CALLS
from invoca.client.rate_limit import RateLimiter
from invoca.client.transport import POOLED_CONNECTIONS
from invoca.errors import InvocaError, LookAtAccount, TryLater, Unclear
from invoca.lifecycle import Lifecycle
from invoca.promo_number.decide import Wanted
from invoca.timing import Timing
from invoca_simulator import Simulator
from tests.unit.lifecycle.runs import FakeTime, Runs, number, together

MOST = 8


class Limited:
    """A limiter, and calls that end as a test wants. told: what was said to a person."""

    def __init__(self, most: int = MOST) -> None:
        self.time = FakeTime()
        self.told: list[str] = []
        self.limiter = RateLimiter(self.time.timing, self.told.append, most)

    def succeed(self, times: int = 1) -> None:
        for _ in range(times):
            with self.limiter.call():
                pass

    def fail(self, error: InvocaError) -> None:
        with pytest.raises(InvocaError), self.limiter.call():
            raise error

    def complain(self, *, beside: int = 0, retry_after: float | None = 0) -> None:
        """A call is limited while `beside` others are under way; those end without a word."""
        limited = TryLater("x", status=429, retry_after=retry_after)
        with suppress(LookAtAccount), ExitStack() as others:
            for _ in range(beside):
                others.enter_context(self.limiter.call())
            self.fail(limited)
            raise LookAtAccount("x")

    def allowed(self) -> int:
        """How many calls are let in at once; found by trying, with a few more than that."""
        crowd = 2 * MOST + 2
        entered, go = threading.Semaphore(0), threading.Event()
        inside = [0]

        def one() -> None:
            # An answer that counts neither way, so that trying changes nothing.
            with suppress(LookAtAccount), self.limiter.call():
                inside[0] += 1
                entered.release()
                go.wait(30)
                raise LookAtAccount("x")

        crew = [threading.Thread(target=one, daemon=True) for _ in range(crowd)]
        for thread in crew:
            thread.start()
        while entered.acquire(timeout=0.05):
            pass
        count = inside[0]
        go.set()
        for thread in crew:
            thread.join(30)
        assert inside[0] == crowd
        return count


@pytest.fixture
def limited_calls() -> Limited:
    return Limited()


def test_without_complaints_only_the_most_counts(limited_calls: Limited) -> None:
    assert limited_calls.allowed() == MOST
    limited_calls.succeed(50)
    assert limited_calls.allowed() == MOST
    assert limited_calls.time.waits == []


def test_no_more_calls_are_under_way_than_connections_are_kept() -> None:
    assert MOST_CALLS == POOLED_CONNECTIONS


@pytest.mark.parametrize(("beside", "left"), [(0, 1), (1, 1), (3, 2), (4, 2), (5, 3), (7, 4)])
def test_a_complaint_halves_what_was_under_way(
    limited_calls: Limited, beside: int, left: int
) -> None:
    limited_calls.complain(beside=beside)
    assert limited_calls.allowed() == left


def test_what_is_allowed_halves_with_each_complaint_down_to_one(limited_calls: Limited) -> None:
    found = []
    for beside in (7, 3, 1, 0, 0):
        limited_calls.complain(beside=beside)
        found.append(limited_calls.allowed())
    assert found == [4, 2, 1, 1, 1]


def test_each_round_of_successes_allows_one_more_up_to_the_most(limited_calls: Limited) -> None:
    limited_calls.complain(beside=3)
    found = []
    for successes in (1, 1, 2, 1, 4, 5, 6, 7, 8, 100):
        limited_calls.succeed(successes)
        found.append(limited_calls.allowed())
    assert found == [2, 3, 3, 4, 5, 6, 7, 8, 8, 8]


def test_a_complaint_starts_the_count_of_successes_again(limited_calls: Limited) -> None:
    limited_calls.complain(beside=7)
    limited_calls.succeed(3)
    limited_calls.complain(beside=3)
    limited_calls.succeed()
    assert limited_calls.allowed() == 2
    limited_calls.succeed()
    assert limited_calls.allowed() == 3


def test_calls_that_set_out_before_the_last_complaint_do_not_complain_again(
    limited_calls: Limited,
) -> None:
    limited = TryLater("x", status=503, retry_after=1)
    with suppress(TryLater), limited_calls.limiter.call():
        with suppress(TryLater), limited_calls.limiter.call():
            limited_calls.fail(limited)
            limited_calls.time.now = 5.0
            raise limited
        raise limited
    limited_calls.succeed()
    assert limited_calls.time.waits == []
    assert limited_calls.allowed() == 2


@pytest.mark.parametrize("error", [LookAtAccount("x"), Unclear("x", status=500), TryLater("x")])
def test_other_failures_are_no_complaint_and_no_success(
    limited_calls: Limited, error: InvocaError
) -> None:
    limited_calls.complain(beside=1)
    for _ in range(5):
        limited_calls.fail(error)
    assert limited_calls.allowed() == 1
    assert limited_calls.time.waits == []


def test_a_call_that_ends_in_a_surprise_gives_its_place_back(limited_calls: Limited) -> None:
    limited_calls.complain()
    for _ in range(3):
        with pytest.raises(KeyError), limited_calls.limiter.call():
            raise KeyError
    limited_calls.succeed()


def test_everybody_waits_as_long_as_invoca_asked(limited_calls: Limited) -> None:
    limited_calls.complain(retry_after=7)
    assert limited_calls.time.waits == []
    outcomes = together(lambda _: limited_calls.succeed(), 6)
    assert outcomes == [None] * 6
    assert limited_calls.time.now == 7
    assert set(limited_calls.time.waits) == {7}
    assert limited_calls.told == ["Invoca asks to slow down (429); waiting 7 s"]


def test_a_wait_is_capped_at_a_minute(limited_calls: Limited) -> None:
    limited_calls.complain(retry_after=3600)
    limited_calls.succeed()
    assert limited_calls.time.now == 60


def test_where_invoca_does_not_say_the_waits_grow_until_a_success(limited_calls: Limited) -> None:
    for _ in range(6):
        limited_calls.complain(retry_after=None)
        limited_calls.succeed(0)
    limited_calls.succeed()
    limited_calls.complain(retry_after=None)
    limited_calls.succeed()
    assert limited_calls.time.waits == [0.375, 0.75, 1.5, 3, 6, 6, 0.375]


@pytest.mark.parametrize(("wait", "is_told"), [(4.9, False), (5, True)])
def test_only_a_long_wait_is_told(limited_calls: Limited, wait: float, is_told: bool) -> None:
    limited_calls.complain(retry_after=wait)
    assert bool(limited_calls.told) is is_told


# -- against a limited Invoca ------------------------------------------------------------------

CALLS = 200


@pytest.fixture
def shared_time() -> FakeTime:
    return FakeTime()


@pytest.fixture
def limited(shared_time: FakeTime) -> Iterator[Simulator]:
    """Invoca with a limit of 20 requests a second, where only waiting callers make time pass."""
    with Simulator(clock=shared_time.clock) as simulator:
        simulator.add_campaign("acme", "spring-radio")
        simulator.set_knobs(requests_per_second=20)
        yield simulator


def buy_all(simulator: Simulator, shared_time: FakeTime, folder: Path, callers: int) -> int:
    """Buys with so many callers; how many calls were refused."""
    runs = Runs(simulator, folder)
    runs.time = shared_time
    run = runs.begin(purchase_limit=CALLS)
    numbers = iter(range(CALLS // 2))
    lock = threading.Lock()

    def caller(_: int) -> None:
        while True:
            with lock:
                index = next(numbers, None)
            if index is None:
                return
            run.acquire(
                Wanted(number(id_from_network=f"{folder.name}-{index}"), id_is_generated=True)
            )

    assert together(caller, callers) == [None] * callers
    return sum(call.status in (429, 503) for call in simulator.calls())


@pytest.mark.parametrize("rate_limit", ["429", "429_retry_after"])
def test_all_the_work_is_done_by_many_callers_of_a_limited_invoca(
    limited: Simulator, shared_time: FakeTime, tmp_path: Path, rate_limit: str
) -> None:
    limited.set_knobs(rate_limit=rate_limit)
    refused = buy_all(limited, shared_time, tmp_path, callers=16)
    assert len(limited.numbers()) == CALLS // 2
    assert len({n["id_from_network"] for n in limited.numbers()}) == CALLS // 2
    assert len(limited.ledger("bought")) == CALLS // 2
    done = [call for call in limited.calls() if call.status in (201, 404)]
    assert len(done) == CALLS
    assert 0 < refused < CALLS


def test_retry_after_nothing_is_no_reason_to_give_up(runs: Runs) -> None:
    runs.simulator.add_fault(
        "status_before", status=429, headers={"Retry-After": "0"}, skip=10, times=15
    )
    run = runs.begin(purchase_limit=CALLS)
    outcomes = together(
        lambda i: (
            [
                run.acquire(Wanted(number(id_from_network=f"n-{i}-{j}"), id_is_generated=True))
                for j in range(4)
            ]
            and None
        ),
        16,
    )
    assert outcomes == [None] * 16
    assert len(runs.simulator.numbers()) == 64


def test_an_invoca_that_says_at_once_for_a_while_is_waited_for(run: Lifecycle, runs: Runs) -> None:
    runs.simulator.add_fault(
        "status_before", method="POST", status=429, headers={"Retry-After": "0"}, times=15
    )
    run.acquire(Wanted(number(), id_is_generated=True))
    assert runs.time.now > 60


def test_more_callers_do_not_cause_more_refusals(
    limited: Simulator, shared_time: FakeTime, tmp_path: Path
) -> None:
    limited.set_knobs(rate_limit="429_retry_after")
    few = buy_all(limited, shared_time, tmp_path / "few", callers=8)
    limited.clear_calls()
    many = buy_all(limited, shared_time, tmp_path / "many", callers=48)
    # Each second's first complaint finds at most what was under way; 48 callers may find once as
    # many as are let in, and are then held back like 8, give or take what a thread is late by. By
    # themselves they would find six times as many.
    assert many <= few + 72


def test_a_waiting_crowd_is_let_in_when_there_is_room() -> None:
    timing = Timing(clock=lambda: 0.0, sleep=_never, rng=lambda: 0.5)
    pace = RateLimiter(timing, lambda text: None, most=1)
    inside, most = [0], [0]

    def call(_: int) -> None:
        with pace.call():
            inside[0] += 1
            most[0] = max(most[0], inside[0])
            time.sleep(0)
            inside[0] -= 1

    assert together(call, 12) == [None] * 12
    assert most == [1]


_never: Callable[[float], None] = pytest.fail  # type: ignore[assignment]
