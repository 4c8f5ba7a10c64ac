"""Settings: what an account needs, which source wins, and that the token stays secret."""

from __future__ import annotations

import traceback

import pytest
from pydantic import ValidationError

from invoca import Account
from invoca.account import SETTINGS, unknown_setting
from invoca.errors import FixDeclaration

TOKEN = "s3cret-token-of-acme"
COMPLETE = {"networkId": "7", "apiToken": TOKEN}


def load(config: dict[str, object], environment: dict[str, str] | None = None) -> Account:
    return Account.load(config.get, environment or {})


def refusal(config: dict[str, object], environment: dict[str, str] | None = None) -> str:
    with pytest.raises(FixDeclaration) as refused:
        load(config, environment)
    return str(refused.value)


def test_network_and_token_are_all_that_an_account_needs() -> None:
    account = load(COMPLETE)
    assert (account.network_id, account.api_token.get_secret_value()) == ("7", TOKEN)
    assert account.base_url == "https://invoca.net"
    assert account.api_version == "2022-08-01"
    assert account.token_in == "header"
    assert account.purchase_limit == 100


def test_every_missing_setting_is_named_at_once_with_the_way_to_set_it() -> None:
    said = refusal({})
    assert "invoca:networkId is not set" in said
    assert "`pulumi config set invoca:networkId` or INVOCA_NETWORK_ID in the environment" in said
    assert "invoca:apiToken is not set" in said
    assert "`pulumi config set --secret invoca:apiToken` or INVOCA_API_TOKEN" in said


@pytest.mark.parametrize(
    ("variable", "value", "field"),
    [
        ("INVOCA_NETWORK_ID", "8", "network_id"),
        ("INVOCA_BASE_URL", "https://acme.invoca.net", "base_url"),
    ],
)
def test_the_environment_wins_over_config(variable: str, value: str, field: str) -> None:
    config = {**COMPLETE, "baseUrl": "https://old.invoca.net"}
    assert getattr(load(config, {variable: value}), field) == value


def test_a_token_of_the_environment_wins_over_config() -> None:
    account = load(COMPLETE, {"INVOCA_API_TOKEN": "newer"})
    assert account.api_token.get_secret_value() == "newer"


def test_an_empty_variable_counts_as_not_there() -> None:
    assert load(COMPLETE, {"INVOCA_NETWORK_ID": ""}).network_id == "7"


def test_the_real_environment_is_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INVOCA_NETWORK_ID", "99")
    assert load(COMPLETE).network_id == "7"


def test_a_line_break_that_came_along_with_the_token_is_taken_off() -> None:
    account = load({**COMPLETE, "apiToken": f"{TOKEN}\n"})
    assert account.api_token.get_secret_value() == TOKEN


def test_numbers_are_read_from_the_text_that_config_holds() -> None:
    assert load({**COMPLETE, "purchaseLimit": "12"}).purchase_limit == 12


@pytest.mark.parametrize("url", ["https://invoca.net/", "https://acme.invoca.net", "https://h:444"])
def test_an_https_address_will_do(url: str) -> None:
    assert load({**COMPLETE, "baseUrl": url}).base_url == url.rstrip("/")


@pytest.mark.parametrize(
    ("spelled", "meant"),
    [
        ("HTTPS://Acme.Invoca.NET/", "https://acme.invoca.net"),
        ("https://invoca.net:443", "https://invoca.net"),
        ("http://LOCALHOST:80", "http://localhost"),
        ("http://[::1]:8765/", "http://[::1]:8765"),
        ("https://gate.example.com/Invoca/", "https://gate.example.com/Invoca"),
    ],
)
def test_spellings_of_an_address_are_one_account(spelled: str, meant: str) -> None:
    account = load({**COMPLETE, "baseUrl": spelled})
    assert account.base_url == meant
    assert account.scope == load({**COMPLETE, "baseUrl": meant}).scope


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:8765", "http://localhost:8765", "http://[::1]:8765", "http://127.9.9.9"],
)
def test_plain_http_will_do_on_this_machine(url: str) -> None:
    assert load({**COMPLETE, "baseUrl": url}).base_url == url


@pytest.mark.parametrize(
    "url",
    [
        "http://invoca.net",
        "http://127.0.0.1.evil.example",
        "http://localhost.evil.example",
        "http://0.0.0.0:8765",
        "http://10.0.0.1",
        "ftp://127.0.0.1",
        "//127.0.0.1",
    ],
)
def test_plain_http_to_another_machine_is_refused(url: str) -> None:
    assert "must start with https://" in refusal({**COMPLETE, "baseUrl": url})


@pytest.mark.parametrize(
    "url",
    [
        "invoca.net",
        "",
        "https://",
        "https://user@invoca.net",
        "https://:password@invoca.net",
        "http://127.0.0.1@evil.example",
        "https://invoca.net?x=1",
        "https://invoca.net#x",
        "https://invoca.net:99999",
        "https://invoca.net:0",
        "https://invoca.net:port",
        "https://[::1",
    ],
)
def test_an_address_that_is_not_bare_is_refused(url: str) -> None:
    assert "invoca:baseUrl" in refusal({**COMPLETE, "baseUrl": url})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("networkId", "1/../2"),
        ("networkId", ""),
        ("apiVersion", "latest"),
        ("apiVersion", "2022-08-01/../x"),
        ("tokenIn", "body"),
        ("purchaseLimit", -1),
        ("purchaseLimit", "many"),
        ("readTimeoutSeconds", 0),
        ("connectTimeoutSeconds", "nan"),
        ("graceSeconds", -1),
    ],
)
def test_a_wrong_setting_is_named_with_the_way_to_set_it(name: str, value: object) -> None:
    said = refusal({**COMPLETE, name: value})
    assert f"invoca:{name} " in said
    assert f"`pulumi config set invoca:{name}`" in said


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("networkId", "a b", "must hold letters, digits, - and _ only"),
        ("networkId", ["7"], "is a list or a map; it must be one value"),
        # What becomes of a day that is written without quotes.
        ("apiVersion", "2022-08-01 00:00:00 +0000 UTC", 'must be a day such as "2022-08-01"'),
        ("purchaseLimit", "1e3", "must be a valid integer"),
        ("tokenIn", "body", "must be 'header' or 'query'"),
    ],
)
def test_a_wrong_setting_is_told_in_words(name: str, value: object, told: str) -> None:
    assert f"invoca:{name} {told}" in refusal({**COMPLETE, name: value})


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("purchaselimit", "purchaseLimit"),
        ("purchase_limit", "purchaseLimit"),
        ("PURCHASE-LIMIT", "purchaseLimit"),
        ("purchasLimit", "purchaseLimit"),
        ("networkID", "networkId"),
        ("apitoken", "apiToken"),
        ("graceSecond", "graceSeconds"),
    ],
)
def test_a_misspelled_setting_is_told_with_the_one_that_was_meant(name: str, meant: str) -> None:
    config = {**COMPLETE, name: "1"}
    with pytest.raises(FixDeclaration) as refused:
        Account.load(config.get, {}, given=config)
    assert f"invoca:{name} is not a setting; did you mean invoca:{meant}?" in str(refused.value)
    assert f"`pulumi config rm invoca:{name}`" in str(refused.value)


def test_a_setting_like_no_other_is_told_with_those_that_there_are() -> None:
    assert unknown_setting("colour") == f"is not a setting; the settings are: {', '.join(SETTINGS)}"
    assert [unknown_setting(name) for name in SETTINGS] == [""] * len(SETTINGS)


@pytest.mark.parametrize("token", ["two words", "line\nbreak", "tab\there", "é", "\x00"])
def test_a_token_that_cannot_stand_in_a_header_is_refused_without_showing_it(token: str) -> None:
    said = refusal({**COMPLETE, "apiToken": token})
    assert "invoca:apiToken holds a space, a line break or another character" in said
    assert token not in said


def test_no_refusal_shows_the_token_not_even_in_its_traceback() -> None:
    wrong = {**COMPLETE, "apiToken": f"{TOKEN} {TOKEN}", "networkId": "/", "baseUrl": "nowhere"}
    with pytest.raises(FixDeclaration) as refused:
        load(wrong)
    shown = "".join(traceback.format_exception(refused.value)) + repr(refused.value)
    assert refused.value.__context__ is None
    assert TOKEN not in shown


def test_an_account_never_shows_its_token() -> None:
    account = load(COMPLETE)
    assert TOKEN not in f"{account!r} {account} {account.model_dump()} {account.model_dump_json()}"


def test_an_account_cannot_be_changed_under_those_who_share_it() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        load(COMPLETE).network_id = "8"
