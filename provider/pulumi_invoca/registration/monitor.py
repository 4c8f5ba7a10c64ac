"""Sends registrations to the engine's resource monitor, a few at a time.

Owns: how many are under way, and what it means when the monitor answers with an error; for programs
in Python, and for the plugin's component. Must not know: what is registered, nor what becomes of
the answers.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Any, TypeVar

import grpc
from pulumi.runtime.proto import resource_pb2

# More than the engine deploys at once, so that it never waits for the program: while it compares
# one number with its state, the next ones have to be there.
AHEAD = 32
# As many as a provider answers at a time; more would only wait in the engine's memory.
MOST_UNDER_WAY = 160

Key = TypeVar("Key")
Request = resource_pb2.RegisterResourceRequest
Response = resource_pb2.RegisterResourceResponse


class MonitorIsGone(Exception):
    """The engine has ended, or is about to: nothing more can be registered. It has told why."""


class RegistrationRefused(Exception):
    """The monitor did not take the registration; the text is its own."""


def speaks_grpc(monitor: Any) -> bool:
    """Whether this is an engine's monitor: neither nothing at all nor one of a test's mocks."""
    return hasattr(getattr(monitor, "RegisterResource", None), "future")


def most_under_way(parallel: int | None) -> int:
    """parallel: how many resources the engine deploys at once; None where it did not say."""
    return min(max(parallel or 0, 0) + AHEAD, MOST_UNDER_WAY)


async def register_all(
    stub: Any,
    parallel: int | None,
    requests: Iterable[tuple[Key, Request]],
    answered: Callable[[Key, Request, Response | RegistrationRefused], None],
) -> None:
    """Registers each of `requests`, which are taken as there is room; back when all are answered.

    stub: of the service ResourceMonitor. Raises MonitorIsGone, once nothing is under way any more.
    """
    waiting = iter(requests)
    senders = (_send(stub, waiting, answered) for _ in range(most_under_way(parallel)))
    results = await asyncio.gather(*senders, return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException):
            raise result


async def register(stub: Any, request: Request) -> Response:
    """The answer. Raises MonitorIsGone, RegistrationRefused."""
    call = stub.RegisterResource.future(request)
    try:
        return await _answer(call)
    except grpc.RpcError as error:
        if error.code() in (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.CANCELLED):
            raise MonitorIsGone from None
        raise RegistrationRefused(error.details()) from None
    finally:
        call.cancel()  # nothing where it was answered


async def _send(
    stub: Any,
    waiting: Iterator[tuple[Key, Request]],
    answered: Callable[[Key, Request, Response | RegistrationRefused], None],
) -> None:
    for key, request in waiting:
        answer: Response | RegistrationRefused
        try:
            answer = await register(stub, request)
        except RegistrationRefused as refused:
            answer = refused
        answered(key, request, answer)


def _answer(call: grpc.Future) -> asyncio.Future[Response]:
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[Response] = loop.create_future()

    def settle() -> None:
        if answer.done():
            return
        if call.cancelled():
            answer.cancel()
        elif (error := call.exception()) is not None:
            answer.set_exception(error)
        else:
            answer.set_result(call.result())

    def called_by_a_thread_of_grpc(_: grpc.Future) -> None:
        with suppress(RuntimeError):  # the loop was closed: nobody waits any more
            loop.call_soon_threadsafe(settle)

    call.add_done_callback(called_by_a_thread_of_grpc)
    return answer
