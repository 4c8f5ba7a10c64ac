"""The provider block: its settings are those of the core, described there."""

from __future__ import annotations

from invoca.account import ENVIRONMENT, SETTINGS, Account, default_of
from terraform_invoca.settings import NAMESPACE, schema

BLOCK = {attribute.name: attribute for attribute in schema().attributes}


def test_every_setting_is_an_attribute_and_only_the_token_is_sensitive() -> None:
    assert [*BLOCK] == [NAMESPACE, *SETTINGS.values()]
    assert [name for name, attribute in BLOCK.items() if attribute.sensitive] == ["api_token"]
    assert [name for name, attribute in BLOCK.items() if attribute.required] == [NAMESPACE]


def test_a_setting_is_told_with_its_default_and_the_variable_that_wins() -> None:
    for name in SETTINGS.values():
        told = BLOCK[name].description
        assert told.startswith(str(Account.model_fields[name].description))
        assert default_of(name) in told
        assert ENVIRONMENT.get(name, "") in told


def test_what_terraform_counts_with_is_a_number_and_a_switch_is_a_bool() -> None:
    assert {name: BLOCK[name].type for name in SETTINGS.values()} == {
        "network_id": "string",
        "api_token": "string",
        "base_url": "string",
        "api_version": "string",
        "token_in": "string",
        "purchase_limit": "number",
        "connect_timeout_seconds": "number",
        "read_timeout_seconds": "number",
        "grace_seconds": "number",
        "search_other_campaigns": "bool",
        "settled_before": "string",
    }
