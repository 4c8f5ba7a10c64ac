"""No request reaches a server without a valid certificate; what breaks later leaves it open."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from invoca.errors import ReportBug, Unclear
from tests.unit.client.certificates import self_signed
from tests.unit.client.sending import failure


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 that nobody has signed, and its key."""
    return self_signed(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def tls_server(certificate: tuple[Path, Path]) -> Iterator[tuple[str, list[bytes]]]:
    """Takes one request over TLS, then breaks the encryption. Its address, and what it got."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    listener = socket.create_server(("127.0.0.1", 0))
    received: list[bytes] = []

    def serve() -> None:
        connection, _ = listener.accept()
        try:
            secured = context.wrap_socket(connection, server_side=True)
        except OSError:
            return
        received.append(secured.recv(65536))
        with socket.socket(fileno=secured.detach()) as raw:
            raw.sendall(b"\x17\x03\x03\x00\x40" + b"x" * 64)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"https://127.0.0.1:{listener.getsockname()[1]}", received
    listener.close()
    thread.join()


def test_a_server_without_a_valid_certificate_never_sees_the_request(
    tls_server: tuple[str, list[bytes]],
) -> None:
    url, received = tls_server
    error = failure(url, "POST")
    assert type(error) is ReportBug
    assert "did not show a valid certificate" in str(error)
    assert "nothing was sent" in str(error)
    assert received == []


def test_encryption_that_breaks_after_the_request_leaves_open_what_was_done(
    tls_server: tuple[str, list[bytes]],
    certificate: tuple[Path, Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("requests.adapters.DEFAULT_CA_BUNDLE_PATH", str(certificate[0]))
    url, received = tls_server
    error = failure(url, "POST")
    assert received[0].startswith(b"POST ")
    assert type(error) is Unclear
    assert "nothing was sent" not in str(error)
