"""What the tests of the transport send with: an account at any address, and its token."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from invoca import Account
from invoca.client.transport import RequestsTransport
from invoca.errors import InvocaError

TOKEN = "s3cret/token+of=acme"
ENCODED_TOKEN = "s3cret%2Ftoken%2Bof%3Dacme"
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
