"""No error and no representation shows the token, whatever comes back."""

from __future__ import annotations

import json
import traceback
from collections.abc import Callable

import pytest

from invoca import CampaignRef, Client
from invoca.client.transport import RequestsTransport
from invoca.errors import InvocaError
from invoca.timing import Timing
from tests.unit.client.scripted_server import answer, scripted_server
from tests.unit.client.sending import DEAF, ENCODED_TOKEN, TOKEN, account, closed_port, failure

RADIO = CampaignRef("acme", "spring-radio")


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
