"""What is printed of a bug holds no token, wherever that was set."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

import pytest

from invoca.account import Account
from invoca.bugs import SWITCH, bug_report

TOKEN = "canary/of-a-block+42"


@pytest.mark.parametrize("environment", [{}, {SWITCH: "1"}], ids=["short", "with its traceback"])
@pytest.mark.parametrize("shown", [TOKEN, quote(TOKEN, safe="")])
def test_a_token_from_settings_is_left_out(shown: str, environment: Mapping[str, str]) -> None:
    Account(network_id="1", api_token=TOKEN)
    try:
        raise RuntimeError(f"no connection with {shown} in its header")
    except RuntimeError as error:
        text = bug_report(error, environment)
    assert shown not in text
    assert "no connection with <token> in its header" in text


def test_a_token_from_the_environment_is_left_out_before_any_account_is_there() -> None:
    text = bug_report(RuntimeError("canary-43"), {"INVOCA_API_TOKEN": "canary-43"})
    assert "canary-43" not in text
