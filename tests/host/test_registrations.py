"""What declaring many resources does to the program around it."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Iterator
from typing import Any

import pytest

from pulumi_invoca import registrations
from pulumi_invoca.registrations import (
    NEW_OBJECTS,
    Registrations,
    all_answered,
    garbage_waits,
)


@pytest.fixture(autouse=True)
def threshold_of_this_process() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)


def test_garbage_is_looked_for_seldom_while_numbers_are_declared_and_as_before_afterwards() -> None:
    gc.set_threshold(700, 11, 12)
    with garbage_waits():
        assert gc.get_threshold() == (NEW_OBJECTS, 11, 12)
    assert gc.get_threshold() == (700, 11, 12)


def test_a_declaration_that_fails_leaves_the_program_as_it_was() -> None:
    gc.set_threshold(700, 11, 12)
    with pytest.raises(ValueError, match="a wrong number"), garbage_waits():
        raise ValueError("a wrong number")
    assert gc.get_threshold() == (700, 11, 12)


@pytest.mark.parametrize("seldom", [0, NEW_OBJECTS * 2])
def test_a_program_that_looks_more_seldom_or_never_is_left_alone(seldom: int) -> None:
    gc.set_threshold(seldom, 11, 12)
    with garbage_waits():
        assert gc.get_threshold()[0] == seldom


class Unanswered:
    """A resource of which the engine, being gone, says nothing."""

    urn: Any

    def __init__(self) -> None:
        self.urn = self

    def future(self) -> asyncio.Future[str]:
        return asyncio.get_event_loop().create_future()


def test_one_registration_that_failed_does_not_answer_for_the_others() -> None:
    async def program() -> None:
        resources: Any = [Unanswered(), Unanswered()]
        answers = [asyncio.get_running_loop().create_future() for _ in resources]
        for resource, answer in zip(resources, answers, strict=True):
            resource.future = lambda answer=answer: answer
        waiting = asyncio.ensure_future(all_answered(resources))
        answers[0].set_exception(RuntimeError("refused"))
        for _ in range(10):
            await asyncio.sleep(0)
        assert not waiting.done()
        answers[1].set_result("urn")
        assert await waiting == 2

    asyncio.run(program())


@pytest.mark.timeout(60)
def test_a_program_whose_engine_is_gone_does_not_wait_for_room(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(registrations, "MOST_WAITING", 2)
    declared: list[int] = []

    async def program() -> None:
        waiting, loop = Registrations(), asyncio.get_running_loop()
        # What the SDK does where the engine does not answer any more.
        loop.call_later(0.01, loop.stop)
        for number in range(5):
            resource: Any = Unanswered()
            waiting.add(resource)
            declared.append(number)

    loop = asyncio.new_event_loop()
    loop.run_until_complete(program())
    loop.close()
    assert declared == [0, 1, 2, 3, 4]
