"""The custom data fields that the account names, as far as a token may see them."""

from __future__ import annotations

import pytest

from invoca.account import Account
from invoca.client.account_fields import AccountFields, account_fields
from invoca.client.wire import Answer
from invoca.errors import InvocaError, TryLater


class Scripted:
    """A transport whose answers to the report and to the tags are given."""

    def __init__(self, report: Answer | InvocaError, tags: Answer | InvocaError) -> None:
        self._answers = {"transactions": report, "js_tags": tags}
        self.paths: list[str] = []

    def send(self, method: str, path: str, body: object | None, doing: str) -> Answer:
        self.paths.append(path)
        (answer,) = [one for word, one in self._answers.items() if word in path]
        if isinstance(answer, InvocaError):
            raise answer
        return answer


ACCOUNT = Account.model_validate({"network_id": "7", "api_token": "canary"})
REFUSED = Answer(403, {}, b"{}")


def ok(text: str) -> Answer:
    return Answer(200, {}, text.encode())


def test_the_report_names_all_of_them_and_the_tags_are_not_asked() -> None:
    asked = Scripted(ok('\ufeffchannel,"ad, group"\r\nradio,x\r\n'), REFUSED)
    found = account_fields(ACCOUNT, asked)
    assert found == AccountFields(frozenset({"channel", "ad, group"}), is_complete=True)
    (path,) = asked.paths
    assert path.startswith("/networks/transactions/7.csv?limit=1&include_columns=$invoca_custom")


TAGS = (
    '{"data": [{"live_revision": {"custom_data_fields": [{"partner_name": "offer"}]}, '
    '"draft_revision": {"custom_data_fields": [{"partner_name": "gclid"}, null, {}]}}]}'
)


def test_the_tags_name_some_of_them() -> None:
    found = account_fields(ACCOUNT, Scripted(REFUSED, ok(TAGS)))
    assert found == AccountFields(frozenset({"offer", "gclid"}), is_complete=False)


@pytest.mark.parametrize(
    "answer",
    [
        REFUSED,
        Answer(404, {}, b""),
        Answer(500, {}, b"channel"),
        ok(""),
        ok("<html>sign in</html>"),
        ok("[" * 100_000),
        ok("null"),
        Answer(200, {}, b"\xff\xfe\x00"),
        TryLater("asking", answer="nobody answered"),
    ],
    ids=str,
)
def test_whatever_else_is_answered_nothing_is_known_and_nothing_is_said(
    answer: Answer | InvocaError,
) -> None:
    assert account_fields(ACCOUNT, Scripted(answer, answer)).names == frozenset()
