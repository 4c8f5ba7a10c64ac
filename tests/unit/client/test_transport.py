"""What goes over the wire, and that nothing else does: no detours."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest

from invoca import VERSION, Account, CampaignRef, Client
from invoca.errors import FixDeclaration, InvocaError, TryLater, Unclear
from invoca_simulator import Simulator
from tests.unit.client.scripted_server import OK, answer, scripted_server
from tests.unit.client.sending import (
    DEAF,
    ENCODED_TOKEN,
    TOKEN,
    closed_port,
    failure,
    send,
    transport,
)

RADIO = CampaignRef("acme", "spring-radio")


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
    netrc.write_text("default login somebody password else\n", "utf-8")
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


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    "interim", ["100 Continue", "102 Processing", "103 Early Hints\r\nLink: </a>; rel=preload"]
)
def test_what_comes_before_an_answer_is_not_taken_for_it(method: str, interim: str) -> None:
    hint = f"HTTP/1.1 {interim}\r\n\r\n".encode()
    with scripted_server(hint + hint + answer(b"[1]", "201 Created"), OK) as server:
        sender = transport(server.url)
        first, second = (sender.send(method, "/x.json", {}, "asking") for _ in range(2))
        assert (first.status, first.content) == (201, b"[1]")
        assert (second.status, second.content) == (200, b"{}")
        assert server.connections == 1
