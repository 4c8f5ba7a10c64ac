"""Which failed call may be repeated, and after how long."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from invoca.client.rate_limit import (
    ATTEMPTS,
    LIMITED_ATTEMPTS,
    is_limited,
    may_repeat,
    wait_seconds,
)
from invoca.errors import (
    FixCredentials,
    FixDeclaration,
    InvalidRequest,
    InvocaError,
    LookAtAccount,
    NotFound,
    ReportBug,
    TryLater,
    Unclear,
)
from invoca.lifecycle import Lifecycle
from invoca.promo_number.decide import Wanted
from invoca.promo_number.models import Declaration
from tests.unit.lifecycle.runs import SPRING, Runs, identity, number, together

METHODS = ("GET", "DELETE", "PUT", "POST")
LIMITED = TryLater("x", status=429)
NOT_SENT = TryLater("x")
BUSY = Unclear("x", status=503)
BROKEN = Unclear("x", status=500)
CUT_OFF = Unclear("x")

# error: how often each method is tried altogether.
TABLE: dict[str, tuple[InvocaError, dict[str, int]]] = {
    "429": (LIMITED, dict.fromkeys(METHODS, LIMITED_ATTEMPTS)),
    "nothing was sent": (NOT_SENT, dict.fromkeys(METHODS, ATTEMPTS)),
    "503": (BUSY, {"GET": LIMITED_ATTEMPTS, "DELETE": LIMITED_ATTEMPTS, "PUT": 1, "POST": 1}),
    "500": (BROKEN, {"GET": ATTEMPTS, "DELETE": ATTEMPTS, "PUT": 1, "POST": 1}),
    "no answer": (CUT_OFF, {"GET": ATTEMPTS, "DELETE": ATTEMPTS, "PUT": 1, "POST": 1}),
    **{
        kind.__name__: (kind("x"), dict.fromkeys(METHODS, 1))
        for kind in (FixCredentials, FixDeclaration, InvalidRequest, LookAtAccount, NotFound)
    },
    "ReportBug": (ReportBug("x"), dict.fromkeys(METHODS, 1)),
}


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(("error", "attempts"), TABLE.values(), ids=TABLE.keys())
def test_a_call_is_repeated_as_often_as_is_safe(
    error: InvocaError, attempts: dict[str, int], method: str
) -> None:
    granted = [may_repeat(method, error, attempt) for attempt in range(1, LIMITED_ATTEMPTS + 2)]
    last = attempts[method]
    assert granted == [attempt < last for attempt in range(1, LIMITED_ATTEMPTS + 2)]


def test_a_person_who_waits_gives_up_some_time() -> None:
    assert (ATTEMPTS, LIMITED_ATTEMPTS) == (5, 20)


@pytest.mark.parametrize(
    ("error", "limited"),
    [(LIMITED, True), (BUSY, True), (BROKEN, False), (CUT_OFF, False), (NOT_SENT, False)],
)
def test_only_429_and_503_ask_everybody_to_slow_down(error: InvocaError, limited: bool) -> None:
    assert is_limited(error) is limited
    assert not is_limited(LookAtAccount("x", status=429))


@pytest.mark.parametrize(
    ("asked", "waited"), [(3.0, 3.0), (60.0, 60.0), (61.0, 60.0), (86_400.0, 60.0)]
)
def test_invoca_s_own_wish_counts_up_to_a_minute(asked: float, waited: float) -> None:
    assert wait_seconds(TryLater("x", retry_after=asked), 9, lambda: 0.9) == waited


@pytest.mark.parametrize("asked", [0.0, 0.4])
def test_at_once_is_believed_once(asked: float) -> None:
    waits = [wait_seconds(TryLater("x", retry_after=asked), n, lambda: 0.0) for n in (1, 2, 3, 9)]
    assert waits == [asked, 0.5, 1.0, 4.0]


@pytest.mark.parametrize(
    ("strike", "longest"), [(1, 0.5), (2, 1), (3, 2), (4, 4), (5, 8), (6, 8), (18, 8), (5000, 8)]
)
def test_the_back_off_doubles_up_to_a_limit_and_is_never_less_than_half(
    strike: int, longest: float
) -> None:
    assert wait_seconds(NOT_SENT, strike, lambda: 0.0) == longest / 2
    assert wait_seconds(NOT_SENT, strike, lambda: 0.5) == longest * 0.75
    assert longest / 2 <= wait_seconds(NOT_SENT, strike) <= longest


# -- the same, seen from Invoca ----------------------------------------------------------------


@pytest.fixture
def owned(runs: Runs) -> Callable[[Lifecycle], object]:
    """Reads a number that is there: one list call, where nothing goes wrong."""
    live = runs.bought(number())
    return lambda run: run.read(SPRING, identity(live))


def test_a_read_is_repeated_with_ever_longer_waits(
    run: Lifecycle, runs: Runs, owned: Callable[[Lifecycle], object]
) -> None:
    runs.simulator.add_fault("drop_before", method="GET", times=4)
    assert owned(run)
    assert runs.count("GET promo_numbers") == 5
    assert runs.time.waits == [0.375, 0.75, 1.5, 3]


def test_a_read_is_given_up_after_five_attempts(
    run: Lifecycle, runs: Runs, owned: Callable[[Lifecycle], object]
) -> None:
    runs.simulator.add_fault("status_before", method="GET", times=-1)
    with pytest.raises(Unclear, match="500"):
        owned(run)
    assert runs.count("GET promo_numbers") == 5


@pytest.mark.parametrize("status", [429, 503])
def test_a_limited_read_is_given_up_after_five_minutes_and_waits_as_asked(
    run: Lifecycle, runs: Runs, owned: Callable[[Lifecycle], object], status: int
) -> None:
    headers = {"Retry-After": "60"}
    runs.simulator.add_fault("status_before", status=status, headers=headers, times=-1)
    with pytest.raises(TryLater, match=str(status)):
        owned(run)
    assert runs.time.waits == [60] * 5
    assert runs.told == [f"Invoca asks to slow down ({status}); waiting 60 s"]


def numbered(index: int) -> Declaration:
    return number(id_from_network=f"n{index}")


def test_a_wish_for_a_day_is_told_once_and_does_not_hold_a_run_for_hours(
    run: Lifecycle, runs: Runs
) -> None:
    headers = {"Retry-After": "86400"}
    runs.simulator.add_fault("status_before", status=429, headers=headers, times=-1)
    ended = together(lambda index: run.acquire(Wanted(numbered(index), id_is_generated=True)), 8)
    assert {type(error) for error in ended} == {TryLater}
    assert runs.time.now < 15 * 60
    [told] = runs.told
    assert told.startswith(
        "Invoca asks to wait 86,400 s (429), which is longer than a run can wait"
    )


def test_a_page_of_maintenance_is_waited_for_by_all_together_and_told_once(
    run: Lifecycle, runs: Runs
) -> None:
    page = "<html><title>Maintenance</title></html>"
    runs.simulator.add_fault("status_before", status=503, body=page, times=-1)
    ended = together(lambda index: run.acquire(Wanted(numbered(index), id_is_generated=True)), 8)
    assert all("under maintenance" in str(error) for error in ended)
    assert runs.time.now < 5 * 60
    [told] = runs.told
    assert told.startswith("Invoca is down or busy (503); trying again for a while")
