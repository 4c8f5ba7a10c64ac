"""Sends one HTTP request and brings back its answer: the only place that knows `requests`.

Owns: sockets, timeouts, TLS, where the token is sent. Must not know: promo numbers, retries.
No redirect is followed, no netrc or cookie is used, and no proxy or certificate authority but those
that INVOCA_PROXY and INVOCA_CA_BUNDLE name: a request goes to the configured host or nowhere. What
other programs are told (HTTPS_PROXY, REQUESTS_CA_BUNDLE, SSL_CERT_FILE) is often meant for one of
them only, and here it would decide who can read the token.
"""

from __future__ import annotations

import json
import os
import re
import ssl
from collections.abc import Iterator
from http import HTTPStatus
from urllib.parse import quote

import requests
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    LocationValueError,
    NameResolutionError,
    NewConnectionError,
    ProxyError,
)

from ..account import Account, named
from ..errors import FixDeclaration, InvocaError, ReportBug, TryLater, Unclear
from ..version import VERSION
from .answer_time import AnswerTooSlow, TimedAdapter
from .wire import Answer

POOLED_CONNECTIONS = 128
HEADERS = {
    "Accept": "application/json",
    "Accept-Encoding": "gzip, deflate",
    "User-Agent": f"pulumi-invoca/{VERSION}",
}
CONTENT_MAXIMUM = 256 * 1024 * 1024  # bytes; a list of 100,000 numbers is about 30 MB


class RequestsTransport:
    """`Transport` over pooled, kept-alive connections; safe to share between threads."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._api = f"{account.base_url}/api/{account.api_version}"
        self._timeouts = (account.connect_timeout_seconds, account.read_timeout_seconds)
        self._verify: bool | str = account.ca_bundle or True
        # Never for http, which is a simulator on this machine.
        self._proxies = {"https": account.proxy} if account.proxy else {}
        # Without a session: it would follow redirects, keep cookies, and ask netrc and the
        # environment for proxies, passwords and certificates. Measured, it is a fifth of a call.
        self._adapter = TimedAdapter(
            silence=account.read_timeout_seconds, pool_maxsize=POOLED_CONNECTIONS, max_retries=0
        )

    def send(self, method: str, path: str, body: object | None, doing: str) -> Answer:
        failure: InvocaError
        try:
            request = self._request(method, self._url(path), body)
            with self._adapter.send(
                request,
                stream=True,
                timeout=self._timeouts,
                verify=self._verify,
                proxies=self._proxies,
            ) as response:
                return self._answer(response)
        except (requests.RequestException, HTTPError) as error:
            failure = _failure(error, doing, self._account)
        # Raised outside the handler, so that no traceback shows the request, and so the token.
        raise failure

    def _url(self, path: str) -> str:
        # What is about the whole network names it in its own way.
        is_network_wide = path.startswith("/networks/")
        return (
            self._api + path if is_network_wide else f"{self._api}/{self._account.network_id}{path}"
        )

    def _request(self, method: str, url: str, body: object | None) -> requests.PreparedRequest:
        token = self._account.api_token.get_secret_value()
        headers, parameters, content = dict(HEADERS), {}, None
        if self._account.token_in == "query":  # noqa: S105 - a place, not a token
            parameters["oauth_token"] = token
        else:
            headers["Authorization"] = token
        if body is not None:
            headers["Content-Type"] = "application/json"
            # In ASCII, because text may hold what UTF-8 cannot: half of a surrogate pair.
            content = json.dumps(body).encode()
        request = requests.PreparedRequest()
        request.prepare(method=method, url=url, headers=headers, params=parameters, data=content)
        return request

    def _answer(self, response: requests.Response) -> Answer:
        content = b"".join(_limited(response.iter_content(1 << 16)))
        headers = {name.lower(): value for name, value in response.headers.items()}
        if response.status_code >= HTTPStatus.BAD_REQUEST:
            content = self._without_token(content)
        return Answer(response.status_code, headers, content)

    def _without_token(self, body: bytes) -> bytes:
        """A server that repeats the request in an error body must not put the token into logs."""
        token = self._account.api_token.get_secret_value()
        for shown in (token, quote(token, safe="")):
            body = body.replace(shown.encode(), b"<token>")
        return body


def _limited(chunks: Iterator[bytes]) -> Iterator[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > CONTENT_MAXIMUM:
            raise requests.exceptions.ContentDecodingError("too long")
        yield chunk


def _failure(error: Exception, doing: str, account: Account) -> InvocaError:
    host = account.base_url
    if isinstance(error, (requests.exceptions.InvalidURL, LocationValueError)):
        return FixDeclaration(
            doing,
            answer=f"{host} is not an address",
            remedy=f"Correct {named('base_url')}; nothing was sent",
        )
    if _is_certificate_refused(error):
        return ReportBug(
            doing,
            answer=f"{host} did not show a valid certificate",
            remedy=f"Check {named('base_url')} and this machine's clock; where your company's "
            "network puts its own certificate in between, name the company's certificate file in "
            f"INVOCA_CA_BUNDLE{_unused(_OTHERS_CA)}; nothing was sent",
        )
    if _refused_by_proxy(error):
        return TryLater(
            doing,
            answer=f"the proxy that INVOCA_PROXY names did not lead to {host} ({_of_proxy(error)})",
            remedy="Check INVOCA_PROXY, or remove it if no proxy is needed; nothing was sent",
        )
    if _never_sent(error):
        return TryLater(
            doing,
            answer=f"{host} could not be reached ({_reason(error)})",
            remedy=f"Check the network and {named('base_url')}{_way_out(account)}; "
            "nothing was sent",
        )
    return Unclear(doing, answer=_ending(error, account), remedy="Run it again in a while")


def _ending(error: Exception, account: Account) -> str:
    """How an exchange ended whose request may have arrived."""
    if _is_too_slow(error):
        return (
            "the answer came too slowly to wait for its end "
            f"({named('read_timeout_seconds')} is {account.read_timeout_seconds:g})"
        )
    if isinstance(error, requests.Timeout):
        return f"no answer within {account.read_timeout_seconds:g} s"
    if isinstance(error, requests.exceptions.SSLError):
        return "the encrypted connection (TLS) failed"
    if isinstance(error, requests.ConnectionError):
        return "the connection ended before an answer came"
    return "the answer could not be read"


def _is_too_slow(error: BaseException | None) -> bool:
    while error is not None and not isinstance(error, AnswerTooSlow):
        error = error.__cause__ or error.__context__
    return error is not None


_NOT_CONNECTED = (NewConnectionError, NameResolutionError, ConnectTimeoutError)
_OTHERS_CA = ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE", "CURL_CA_BUNDLE")
_OTHERS_PROXY = ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy")


def _unused(names: tuple[str, ...]) -> str:
    """What is set for other programs, and therefore may be expected to work here."""
    found = [name for name in names if os.environ.get(name)]
    return f" ({' and '.join(found)}: for other programs, not used here)" if found else ""


def _way_out(account: Account) -> str:
    if account.proxy:
        return " and INVOCA_PROXY"
    if account.base_url.startswith("http://"):
        return ""
    return f"; if only a proxy leads out, name it in INVOCA_PROXY{_unused(_OTHERS_PROXY)}"


def _refused_by_proxy(error: Exception) -> bool:
    """The proxy is asked before anything is sent to the host behind it. A connection that ends
    later, when the request may have arrived, urllib3 may tell as an error of the proxy too."""
    if "Tunnel connection failed" in str(error):
        return True
    reason = _cause(error)
    return isinstance(reason, ProxyError) and isinstance(reason.original_error, _NOT_CONNECTED)


def _cause(error: Exception, otherwise: object = None) -> object:
    """What urllib3 says ended all attempts, in what `requests` wraps; `otherwise` where it does not
    say."""
    return getattr(error.args[0], "reason", otherwise) if error.args else None


def _of_proxy(error: Exception) -> str:
    found = re.search(r"Tunnel connection failed: ([0-9]{3} [A-Za-z ]{0,40})", str(error))
    return found[1].strip() if found else "it cannot be reached"


def _is_certificate_refused(error: Exception) -> bool:
    """Other TLS failures can come after the request was sent, so they prove nothing."""
    reason = _cause(error)
    cause = reason.args[0] if isinstance(reason, Exception) and reason.args else None
    return isinstance(cause, ssl.SSLCertVerificationError)


def _never_sent(error: Exception) -> bool:
    """Whether the request certainly did not leave this machine."""
    if isinstance(error, requests.ConnectTimeout):
        return True
    return isinstance(_cause(error, *error.args[:1]), _NOT_CONNECTED)


def _reason(error: Exception) -> str:
    if isinstance(error, requests.ConnectTimeout):
        return "no connection in time"
    if isinstance(_cause(error), NameResolutionError):
        return "no such host"
    return "connection refused or no route"
