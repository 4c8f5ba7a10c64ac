"""Sends registrations to the engine's resource monitor, a few at a time.

Owns: how many are under way, and what it means when the monitor answers with an error. Must not
know: what is registered, nor what becomes of the answers.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

import grpc
from pulumi.runtime.proto import resource_pb2

# More than the engine deploys at once, so that it never waits for the program: while it compares
# one number with its state, the next ones have to be there.
AHEAD = 32
# As many as a provider answers at a time; more would only wait in the engine's memory.
MOST_UNDER_WAY = 160


class MonitorIsGone(Exception):
    """The engine has ended, or is about to: nothing more can be registered."""


class Refused(Exception):
    """The monitor did not take the registration; the text is its own."""


def speaks_grpc(monitor: Any) -> bool:
    """Whether this is an engine's monitor: neither nothing at all nor one of a test's mocks."""
    return hasattr(getattr(monitor, "RegisterResource", None), "future")


def most_under_way(parallel: int | None) -> int:
    """parallel: how many resources the engine deploys at once; None where it did not say."""
    return min(max(parallel or 0, 0) + AHEAD, MOST_UNDER_WAY)


class Monitor:
    """One engine's monitor, for one event loop."""

    def __init__(self, stub: Any, parallel: int | None) -> None:
        """stub: of the service ResourceMonitor."""
        self._stub = stub
        self._room = asyncio.Semaphore(most_under_way(parallel))

    async def register(
        self, request: resource_pb2.RegisterResourceRequest
    ) -> resource_pb2.RegisterResourceResponse:
        """The answer, once there was room for the request. Raises MonitorIsGone and Refused."""
        async with self._room:
            call = self._stub.RegisterResource.future(request)
            try:
                return await _answer(call)
            except grpc.RpcError as error:
                if error.code() in (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.CANCELLED):
                    raise MonitorIsGone from None
                raise Refused(error.details()) from None
            finally:
                call.cancel()  # nothing where it was answered


def _answer(call: grpc.Future) -> asyncio.Future[resource_pb2.RegisterResourceResponse]:
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[resource_pb2.RegisterResourceResponse] = loop.create_future()

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
