"""`pulumi-resource-invoca`: the process that the engine starts.

Owns: its arguments, its server, and its end. Must not know: what a call means.
"""

from __future__ import annotations

import os
import signal
import sys
from concurrent import futures
from contextlib import suppress
from queue import Empty, SimpleQueue

import grpc
from pulumi.runtime.proto import provider_pb2_grpc

from invoca.next_steps import speak
from pulumi_stack.wire import MESSAGE_SIZES
from pulumi_stack.words import PLUGIN_WORDS

from ..engine import engine
from .engine import Engine
from .servicer import Servicer

MOST_CALLS = 1024  # at a time; threads are made when they are needed, so --parallel is the limit
LOOK_SECONDS = 0.5  # between two looks whether a signal has come


def main() -> None:
    ended = _signals()
    speak(PLUGIN_WORDS)
    process = engine()
    process.end_with_it()
    server = grpc.server(
        futures.ThreadPoolExecutor(max_workers=MOST_CALLS),
        options=MESSAGE_SIZES,
    )
    servicer = Servicer(Engine(process))
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(servicer, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    sys.stdout.write(f"{port}\n")  # the engine reads it from the first line
    sys.stdout.flush()
    _wait_for(ended)
    server.stop(0)
    os._exit(0)  # calls that wait for Invoca must not hold the process


def _signals() -> SimpleQueue[int]:
    """Those that ask this process to end, from now on."""
    # Not an Event: a signal that comes while this thread holds its lock would wait for ever.
    ended: SimpleQueue[int] = SimpleQueue()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda number, _: ended.put(number))
    return ended


def _wait_for(ended: SimpleQueue[int]) -> None:
    # A signal that comes just before this thread falls asleep is only heard when it wakes.
    while True:
        with suppress(Empty):
            ended.get(timeout=LOOK_SECONDS)
            return


if __name__ == "__main__":
    main()
