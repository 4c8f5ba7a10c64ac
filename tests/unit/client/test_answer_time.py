"""No call lasts without end, however slowly its answer trickles in."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, repeat
from pathlib import Path

import pytest

from invoca.client.answer_time import TimedReads
from invoca.client.rate_limit import ATTEMPTS, PATIENCE_SECONDS, may_repeat
from invoca.errors import TryLater, Unclear
from tests.unit.client.certificates import self_signed
from tests.unit.client.sending import failure, send

HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


@contextlib.contextmanager
def trickling(
    pieces: Callable[[], Iterable[bytes]],
    every: float,
    certificate: tuple[Path, Path] | None = None,
) -> Iterator[str]:
    """A server that sends one piece after the other, `every` seconds, to each who asks."""
    listener = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()
    context = None
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)

    def talk(connection: socket.socket) -> None:
        with contextlib.suppress(OSError):
            if context is not None:
                connection = context.wrap_socket(connection, server_side=True)
            with connection:
                while connection.recv(65536):
                    for piece in pieces():
                        connection.sendall(piece)
                        if over.wait(every):
                            return

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listener.accept()
                threading.Thread(target=talk, args=(connection,), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    try:
        scheme = "http" if certificate is None else "https"
        yield f"{scheme}://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        over.set()
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def byte_by_byte(start: bytes) -> Callable[[], Iterable[bytes]]:
    return lambda: chain([start], repeat(b"1"))


SLOW = {
    "nothing but a word": byte_by_byte(b"H"),
    "a head without end": byte_by_byte(b"HTTP/1.1 200 OK\r\nX: "),
    "a body": byte_by_byte(HEAD % 1_000_000),
    "a body in chunks": lambda: chain([CHUNKED], repeat(b"1\r\nx\r\n")),
    "a chunk without end": byte_by_byte(CHUNKED + b"1000000\r\n"),
    "one answer that is none after the other": lambda: repeat(b"HTTP/1.1 100 Continue\r\n\r\n"),
}


@pytest.mark.parametrize("pieces", SLOW.values(), ids=SLOW.keys())
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_answer_that_trickles_in_is_given_up(
    pieces: Callable[[], Iterable[bytes]], method: str
) -> None:
    with trickling(pieces, 0.02) as url:
        began = time.monotonic()
        error = failure(url, method, read_timeout_seconds=0.2)
    assert time.monotonic() - began < 1
    assert type(error) is Unclear
    assert "the answer came too slowly to wait for its end" in str(error)
    assert "invoca:readTimeoutSeconds is 0.2" in str(error)


def test_an_encrypted_answer_that_trickles_in_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = self_signed(tmp_path)
    monkeypatch.setattr("requests.adapters.DEFAULT_CA_BUNDLE_PATH", str(certificate[0]))
    with trickling(byte_by_byte(HEAD % 1_000_000), 0.02, certificate) as url:
        began = time.monotonic()
        error = failure(url, read_timeout_seconds=0.2)
    assert time.monotonic() - began < 1
    assert "the answer came too slowly" in str(error)


def test_silence_after_some_of_an_answer_is_given_up_in_the_same_time() -> None:
    with trickling(lambda: chain([HEAD % 10], repeat(b"x", 4)), 0.14) as url:
        began = time.monotonic()
        error = failure(url, read_timeout_seconds=0.8)
    # Not 0.8 seconds after the last byte.
    assert 0.7 < time.monotonic() - began < 1.2
    assert type(error) is Unclear


def test_a_connection_gets_all_its_time_back_after_each_read() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs, ours.makefile("rb") as source:
        theirs.sendall(b"answer")
        now = [0.0]
        reads = TimedReads(source, ours, 10.0, lambda: now[0])
        now[0] = 9.9
        assert reads.readinto(bytearray(6)) == 6
        assert ours.gettimeout() == 10.0


def test_a_long_answer_has_the_time_that_it_needs() -> None:
    piece = b"x" * 10_000
    with trickling(lambda: chain([HEAD % 80_000], repeat(piece, 8)), 0.05) as url:
        began = time.monotonic()
        content = send(url, read_timeout_seconds=0.2).content
    assert len(content) == 80_000
    assert time.monotonic() - began > 0.2


def test_a_connection_whose_answer_was_slow_is_used_again_with_all_its_time() -> None:
    whole = HEAD % 2 + b"{}"
    with trickling(lambda: (whole[at : at + 9] for at in range(0, len(whole), 9)), 0.02) as url:
        assert [send(url, read_timeout_seconds=0.5).content for _ in range(3)] == [b"{}"] * 3


@pytest.mark.parametrize("error", [Unclear("x"), TryLater("x")], ids=["unclear", "not sent"])
def test_calls_that_fail_slowly_are_not_repeated_for_ever(error: TryLater) -> None:
    assert may_repeat("GET", error, 1, PATIENCE_SECONDS - 1)
    assert not may_repeat("GET", error, 1, PATIENCE_SECONDS)
    assert not may_repeat("GET", error, ATTEMPTS, 0)
    assert may_repeat("GET", TryLater("x", status=429), 1, 10 * PATIENCE_SECONDS)
