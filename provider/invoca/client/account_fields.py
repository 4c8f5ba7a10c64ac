"""The custom data fields that the account itself names, where the token may see them.

Owns: where they are found. Must not know: what is made of them. Two places are documented: the
columns of the transactions report (`$invoca_custom_columns`, all of them) and the fields that the
account's tags use (js_tags page). A token may see neither: then nothing is known, and that is all.
"""

from __future__ import annotations

import csv
import json
import threading
from collections.abc import Iterator
from typing import Any, NamedTuple

from ..account import Account
from ..errors import InvocaError
from .wire import Answer, Transport

_COLUMNS = "include_columns=$invoca_custom_columns&exclude_columns=$invoca_default_columns"
_DOING = "asking for the account's custom data fields"
DEEPEST = 8  # levels of an answer in which fields are looked for


class AccountFields(NamedTuple):
    """names: as the API has them. is_complete: whether there are no others."""

    names: frozenset[str]
    is_complete: bool


class FieldsOfAccounts:
    """What each account was found to have, asked once each. Safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._found: dict[Account, AccountFields] = {}

    def of(self, account: Account) -> AccountFields:
        with self._lock:
            if account not in self._found:
                self._found[account] = account_fields(account)
            return self._found[account]


def account_fields(account: Account, transport: Transport | None = None) -> AccountFields:
    """One or two GETs, without repeating any. Never raises."""
    from .transport import RequestsTransport

    asked = transport or RequestsTransport(account)
    report = f"/networks/transactions/{account.network_id}.csv?limit=1&{_COLUMNS}"
    columns = frozenset(_columns(_answer(asked, report)))
    if columns:
        return AccountFields(columns, is_complete=True)
    tags = _answer(asked, f"/networks/{account.network_id}/js_tags.json")
    return AccountFields(frozenset(_names(_json(tags), 0)), is_complete=False)


def _answer(transport: Transport, path: str) -> str:
    """The text of an answer that is one; "" of any other."""
    try:
        answer: Answer = transport.send("GET", path, None, _DOING)
        return answer.content.decode("utf-8-sig") if answer.status == 200 else ""
    except (InvocaError, UnicodeDecodeError):
        return ""


def _columns(text: str) -> Iterator[str]:
    """The headings of a CSV; an answer of another kind, such as a page, has none."""
    first = text.split("\n", 1)[0].strip()
    if not first or first[0] in "<{[" or _json(first) is not None or first == "null":
        return
    try:
        yield from (name.strip() for name in next(csv.reader([first])) if name.strip())
    except csv.Error:
        return


def _json(text: str) -> Any:
    try:
        return json.loads(text) if text else None
    except (ValueError, RecursionError):
        return None


def _names(value: Any, depth: int) -> Iterator[str]:
    """The partner names of every list `custom_data_fields`, wherever it stands."""
    if depth > DEEPEST:
        return
    if isinstance(value, list):
        for item in value:
            yield from _names(item, depth + 1)
    if not isinstance(value, dict):
        return
    for key, item in value.items():
        if key == "custom_data_fields" and isinstance(item, list):
            yield from (
                one["partner_name"]
                for one in item
                if isinstance(one, dict) and isinstance(one.get("partner_name"), str)
            )
        else:
            yield from _names(item, depth + 1)
