"""What goes over the wire, and that nothing else does: no token leaks, no detours."""

from __future__ import annotations

import json
import shutil
import socket
import ssl
import subprocess
import threading
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from invoca import VERSION, Account, CampaignRef, Client
from invoca.client.transport import RequestsTransport
from invoca.errors import FixDeclaration, InvocaError, ReportBug, TryLater, Unclear
from invoca.timing import Timing
from invoca_simulator import Simulator
from tests.unit.client.scripted_server import OK, answer, scripted_server

TOKEN = "s3cret/token+of=acme"
ENCODED_TOKEN = "s3cret%2Ftoken%2Bof%3Dacme"
RADIO = CampaignRef("acme", "spring-radio")
DEAF = b""  # the connection ends without an answer


def account(url: str, **settings: Any) -> Account:
    values = {"network_id": "7", "api_token": TOKEN, "base_url": url, "read_timeout_seconds": 10}
    return Account(**{**values, **settings})


def transport(url: str, **settings: Any) -> RequestsTransport:
    return RequestsTransport(account(url, **settings))


def send(url: str, method: str = "GET", body: object | None = None, **settings: Any) -> Any:
    return transport(url, **settings).send(method, "/x.json", body, "asking")


def failure(url: str, method: str = "GET", **settings: Any) -> InvocaError:
    with pytest.raises(InvocaError) as raised:
        send(url, method, **settings)
    return raised.value


def closed_port() -> str:
    """An address of this machine at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"127.0.0.1:{listener.getsockname()[1]}"


def everything_shown_of(error: BaseException) -> str:
    """The error, its fields and its whole traceback, and those of all that it came from."""
    shown = traceback.format_exception(error)
    seen: list[BaseException | None] = [error]
    for one in seen:
        if one is not None:
            shown += [str(one), repr(one), repr(vars(one))]
            shown += traceback.format_exception(one)
            seen += [also for also in (one.__context__, one.__cause__) if also and also not in seen]
    return "\n".join(shown)


# --- what is sent ---------------------------------------------------------------------------------


def test_a_request_names_the_version_the_network_and_this_program() -> None:
    with scripted_server() as server:
        send(server.url, api_version="2026-02-01")
    assert server.requests[0].startswith("GET /api/2026-02-01/7/x.json HTTP/1.1\r\n")
    assert f"User-Agent: pulumi-invoca/{VERSION}\r\n" in server.requests[0]
    assert "Accept: application/json\r\n" in server.requests[0]
    assert "Content-Type" not in server.requests[0]


def test_a_path_under_the_base_address_is_kept() -> None:
    with scripted_server() as server:
        send(f"{server.url}/gateway/")
    assert server.requests[0].startswith("GET /gateway/api/2022-08-01/7/x.json ")


@pytest.mark.parametrize("text", ["KROQ", "Zürich 日本 🎙", 'quoted " \\ \n', "half \ud800 a pair"])
def test_a_body_is_json_whatever_the_text(text: str) -> None:
    with scripted_server() as server:
        send(server.url, "POST", {"description": text})
    head, _, body = server.requests[0].partition("\r\n\r\n")
    assert "Content-Type: application/json" in head
    assert json.loads(body) == {"description": text}


def test_the_token_stands_raw_in_the_header_and_nowhere_else() -> None:
    with scripted_server() as server:
        send(server.url, "POST", {})
    request = server.requests[0]
    assert f"\r\nAuthorization: {TOKEN}\r\n" in request
    assert request.count(TOKEN) == 1
    assert "oauth_token" not in request
    assert "?" not in request.splitlines()[0]


def test_the_token_stands_in_the_query_only_where_the_account_wants_it() -> None:
    with scripted_server() as server:
        send(server.url, "POST", {}, token_in="query")
    request = server.requests[0]
    assert request.startswith(f"POST /api/2022-08-01/7/x.json?oauth_token={ENCODED_TOKEN} ")
    assert "Authorization" not in request
    assert TOKEN not in request


@pytest.mark.parametrize("token_in", ["header", "query"])
def test_the_simulator_accepts_the_token_where_it_stands(
    simulator: Simulator, account: Account, token_in: str
) -> None:
    client = Client(account.model_copy(update={"token_in": token_in}))
    assert client.list(RADIO) == []
    assert [call.auth for call in simulator.calls()] == [token_in]


# --- no detours -----------------------------------------------------------------------------------


def test_a_redirect_is_not_followed() -> None:
    with scripted_server() as elsewhere:
        location = f"Location: {elsewhere.url}/x"
        with scripted_server(answer(b"", "302 Found", location)) as server:
            assert send(server.url).status == 302
    assert len(server.requests) == 1
    assert elsewhere.requests == []


@pytest.mark.parametrize(
    "variable",
    ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"],
)
def test_a_proxy_of_the_environment_is_not_used(
    monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    with scripted_server() as proxy, scripted_server() as server:
        monkeypatch.setenv(variable, proxy.url)
        send(server.url)
        with pytest.raises(InvocaError):
            # No such host (RFC 6761); through a proxy there would be an answer.
            send("https://invoca.invalid", connect_timeout_seconds=5)
    assert len(server.requests) == 1
    assert proxy.connections == 0


def test_a_netrc_does_not_replace_the_token(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("default login somebody password else\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    with scripted_server() as server:
        send(server.url)
    assert f"Authorization: {TOKEN}" in server.requests[0]
    assert "Basic" not in server.requests[0]


@pytest.mark.parametrize("variable", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_another_list_of_certificates_in_the_environment_is_not_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, variable: str
) -> None:
    # requests raises OSError for a bundle that is not there, if it looks, before it connects.
    monkeypatch.setenv(variable, str(tmp_path / "missing.pem"))
    assert isinstance(failure(f"https://{closed_port()}"), TryLater)


def test_cookies_are_not_kept() -> None:
    with scripted_server(answer(b"{}", "200 OK", "Set-Cookie: session=1; Path=/")) as server:
        client = transport(server.url)
        client.send("GET", "/one", None, "asking")
        client.send("GET", "/two", None, "asking")
    assert len(server.requests) == 2
    assert "Cookie" not in "".join(server.requests)


def test_one_connection_serves_many_requests() -> None:
    with scripted_server(OK, answer(b"", "404 Not Found"), answer(b"", "500 Oops"), OK) as server:
        client = transport(server.url)
        for method in ("GET", "POST", "PUT", "DELETE", "GET"):
            client.send(method, "/x", {} if method in ("POST", "PUT") else None, "asking")
    assert len(server.requests) == 5
    assert server.connections == 1


def test_threads_can_share_one_transport() -> None:
    with scripted_server() as server:
        client = transport(server.url)
        told: list[int] = []

        def ask() -> None:
            told.extend(client.send("GET", "/x", None, "asking").status for _ in range(5))

        threads = [threading.Thread(target=ask) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert told == [200] * 40
    assert server.connections <= 8


# --- what comes back ------------------------------------------------------------------------------


def test_header_names_come_back_in_lower_case() -> None:
    with scripted_server(answer(b"{}", "200 OK", "RETRY-After: 7")) as server:
        assert send(server.url).headers["retry-after"] == "7"


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
def test_a_connection_that_ends_without_an_answer_leaves_open_what_was_done(method: str) -> None:
    with scripted_server(DEAF) as server:
        error = failure(server.url, method)
    assert type(error) is Unclear
    assert "the connection ended before an answer came" in str(error)
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "broken",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\nConnection: close\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n5\r\n{",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}",
        b"nonsense, Connection: close\r\n\r\n",
        b"HTTP/1.1 nonsense\r\nConnection: close\r\n\r\n",
        b"\x00\xff\xfe binary \r\n\r\nConnection: close",
    ],
)
def test_an_answer_that_cannot_be_read_leaves_open_what_was_done(broken: bytes) -> None:
    with scripted_server(broken) as server:
        assert type(failure(server.url, "POST")) is Unclear
    assert len(server.requests) == 1


def test_no_answer_in_time_leaves_open_what_was_done(simulator: Simulator) -> None:
    simulator.add_fault("hang_before")
    error = failure(simulator.url, "POST", read_timeout_seconds=0.1)
    assert type(error) is Unclear
    assert "no answer within 0.1 s" in str(error)


def test_an_answer_without_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("invoca.client.transport.CONTENT_MAXIMUM", 1000)
    with scripted_server(answer(b"x" * 1000), answer(b"x" * 1001)) as server:
        assert len(send(server.url).content) == 1000
        assert type(failure(server.url)) is Unclear


def test_where_nobody_listens_nothing_was_sent() -> None:
    error = failure(f"http://{closed_port()}", "POST")
    assert type(error) is TryLater
    assert "could not be reached (connection refused or no route)" in str(error)
    assert "nothing was sent" in str(error)


def test_where_there_is_no_such_host_nothing_was_sent() -> None:
    error = failure("https://invoca.invalid", "POST", connect_timeout_seconds=5)
    assert type(error) is TryLater
    assert "https://invoca.invalid could not be reached" in str(error)


def test_an_address_that_no_host_can_have_is_for_the_reader_to_correct() -> None:
    error = failure(f"https://{'a' * 64}.example", "POST")
    assert type(error) is FixDeclaration
    assert "INVOCA_BASE_URL" in str(error)


# --- TLS ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 that nobody has signed, and its key."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("needs openssl to make a certificate")
    folder = tmp_path_factory.mktemp("tls")
    command = (
        "req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 2 "
        "-subj /CN=localhost -addext subjectAltName=IP:127.0.0.1"
    )
    subprocess.run([openssl, *command.split()], cwd=folder, check=True, capture_output=True)
    return folder / "cert.pem", folder / "key.pem"


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


# --- the token stays secret -----------------------------------------------------------------------


def echo(status: str) -> bytes:
    """The answer of a server that shows the whole request in its complaint."""
    shown = f"You sent Authorization: {TOKEN} and ?oauth_token={ENCODED_TOKEN} ({TOKEN!r})"
    return answer(shown.encode(), status, "Content-Type: text/html")


@pytest.mark.parametrize("token_in", ["header", "query"])
@pytest.mark.parametrize(
    "reply",
    [
        DEAF,
        b"nonsense, Connection: close\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\nConnection: close\r\n\r\n{}",
        answer(b"", "302 Found", f"Location: https://evil.example/?{ENCODED_TOKEN}"),
        *(
            echo(status)
            for status in (
                "200 OK",
                "400 Bad",
                "401 No",
                "403 No",
                "404 No",
                "429 Slow",
                "500 Oops",
            )
        ),
        answer(json.dumps({"errors": {"class": TOKEN, "invalid_data": TOKEN}}).encode(), "403 No"),
        answer(json.dumps({"promo_number": TOKEN}).encode()),
    ],
)
def test_no_error_shows_the_token(token_in: str, reply: bytes, timing: Timing) -> None:
    with scripted_server(reply) as server:
        client = Client(account(server.url, token_in=token_in), timing=timing)
        calls: list[Callable[[], object]] = [
            lambda: client.get(RADIO, "8885550123"),
            lambda: client.list(RADIO),
            lambda: client.create_by_id(RADIO, {"id_from_network": "kroq"}),
        ]
        for call in calls:
            with pytest.raises(InvocaError) as raised:
                call()
            shown = everything_shown_of(raised.value)
            assert TOKEN not in shown
            assert ENCODED_TOKEN not in shown
    assert TOKEN in server.requests[0] or ENCODED_TOKEN in server.requests[0]


@pytest.mark.parametrize("token_in", ["header", "query"])
def test_no_error_of_a_connection_that_never_was_shows_the_token(token_in: str) -> None:
    for url in ("https://invoca.invalid", f"https://{'a' * 64}.example", f"http://{closed_port()}"):
        shown = everything_shown_of(failure(url, "POST", token_in=token_in))
        assert TOKEN not in shown
        assert ENCODED_TOKEN not in shown


def test_no_representation_shows_the_token() -> None:
    own = account("https://invoca.net")
    assert TOKEN not in f"{own!r}{Client(own)!r}{RequestsTransport(own)!r}"
