"""Through a company's network: a proxy and certificates of its own, where somebody says so."""

from __future__ import annotations

import select
import socket
import ssl
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from invoca import Account
from invoca.errors import InvocaError, ReportBug, TryLater, Unclear
from tests.unit.client.certificates import self_signed
from tests.unit.client.sending import TOKEN, closed_port, failure, send

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Type: application/json\r\n\r\n{}"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return self_signed(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def server(certificate: tuple[Path, Path]) -> Iterator[str]:
    """Answers {} over TLS, with a certificate that only the company knows."""
    with serving(certificate, ANSWER) as url:
        yield url


@contextmanager
def serving(
    certificate: tuple[Path, Path], answer: bytes, *, resets: bool = False
) -> Iterator[str]:
    """answer: b"" where the connection ends without one. resets: how it ends."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
                with context.wrap_socket(connection, server_side=True) as secured:
                    secured.recv(65536)
                    secured.sendall(answer)
                    if resets:
                        now = struct.pack("ii", 1, 0)
                        secured.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, now)
            except ssl.SSLError:
                continue
            except OSError:
                return

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"https://127.0.0.1:{listener.getsockname()[1]}"
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join(5)


class Proxy:
    """Takes CONNECT, and says `status`; with 200 it passes everything on."""

    def __init__(self, status: str) -> None:
        self.heard: list[bytes] = []
        self._status = status
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        try:
            connection, _ = self._listener.accept()
        except OSError:
            return
        with connection:
            head = connection.recv(65536)
            self.heard.append(head)
            connection.sendall(f"HTTP/1.1 {self._status}\r\n\r\n".encode())
            if not self._status.startswith("200"):
                return
            host, port = head.split()[1].decode().split(":")
            there = socket.create_connection((host, int(port)))
            with there, suppress(ConnectionResetError):
                self._pass_on(connection, there)

    def _pass_on(self, one: socket.socket, other: socket.socket) -> None:
        while True:
            for ready in select.select([one, other], [], [], 10)[0]:
                data = ready.recv(65536)
                self.heard.append(data)
                if not data:
                    return
                (other if ready is one else one).sendall(data)


def test_a_companys_certificate_authority_is_trusted_where_our_own_variable_names_it(
    server: str, certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate[0]))
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    error = failure(server)
    assert type(error) is ReportBug
    assert "in INVOCA_CA_BUNDLE (REQUESTS_CA_BUNDLE and SSL_CERT_FILE" in str(error)
    assert "for other programs, not used here" in str(error)
    assert send(server, ca_bundle=str(certificate[0])).status == 200


def test_a_proxy_is_used_only_where_our_own_variable_names_it_and_never_sees_the_token(
    server: str, certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy = Proxy("200 Connection established")
    monkeypatch.setenv("HTTPS_PROXY", proxy.url)
    assert send(server, ca_bundle=str(certificate[0])).status == 200
    assert proxy.heard == []
    assert send(server, ca_bundle=str(certificate[0]), proxy=proxy.url).status == 200
    assert proxy.heard[0].startswith(b"CONNECT 127.0.0.1:")
    assert TOKEN.encode() not in b"".join(proxy.heard)


def test_where_nobody_answers_a_proxy_is_named_as_a_way_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    said = str(failure(f"https://{closed_port()}"))
    assert "name it in INVOCA_PROXY (HTTPS_PROXY: for other programs, not used here)" in said


@pytest.mark.parametrize("resets", [False, True], ids=["closed", "reset"])
def test_a_connection_that_ends_behind_a_proxy_says_nothing_of_what_was_sent(
    certificate: tuple[Path, Path], resets: bool
) -> None:
    proxy = Proxy("200 Connection established")
    with serving(certificate, b"", resets=resets) as server:
        error = failure(server, "POST", ca_bundle=str(certificate[0]), proxy=proxy.url)
    assert isinstance(error, Unclear)
    assert "the connection ended before an answer came" in str(error)


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("407 Proxy Authentication Required", "(407 Proxy Authentication Required)"),
        ("403 Forbidden", "(403 Forbidden)"),
        (None, "(it cannot be reached)"),
    ],
)
def test_a_proxy_that_does_not_lead_to_invoca_has_sent_nothing(
    server: str, status: str | None, said: str
) -> None:
    url = Proxy(status).url if status else f"http://{closed_port()}"
    error = failure(server, "POST", proxy=url)
    assert isinstance(error, TryLater)
    assert not isinstance(error, Unclear)
    assert said in str(error)
    assert "nothing was sent" in str(error)


@pytest.mark.parametrize(
    ("variable", "value", "what"),
    [
        ("INVOCA_PROXY", "proxy.example.com", "must be an address such as"),
        ("INVOCA_CA_BUNDLE", "/nowhere/ca.pem", "names /nowhere/ca.pem, which does not exist"),
        ("INVOCA_PURCHASES_PLANNED", "many", "must be a valid integer"),
    ],
)
def test_a_wrong_variable_is_told(variable: str, value: str, what: str) -> None:
    environment = {"INVOCA_API_TOKEN": "t", "INVOCA_NETWORK_ID": "1", variable: value}
    with pytest.raises(InvocaError, match=f"{variable} {what}"):
        Account.load(lambda name: None, environment)


@pytest.mark.parametrize("name", ["proxy", "caBundle", "purchasesPlanned"])
def test_no_file_of_a_branch_decides_who_reads_the_token(name: str) -> None:
    environment = {"INVOCA_API_TOKEN": "t", "INVOCA_NETWORK_ID": "1"}
    with pytest.raises(InvocaError, match="is not a setting of a stack; set INVOCA_"):
        Account.load({name: "http://evil.example.com"}.get, environment, given=[name])
    account = Account.load({name: "http://evil.example.com"}.get, environment)
    assert (account.proxy, account.ca_bundle, account.purchases_planned) == ("", "", None)
