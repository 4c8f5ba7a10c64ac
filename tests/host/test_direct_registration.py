"""What a campaign registers without the SDK is what the SDK would have registered, and what a
program sees of it is the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pulumi
import pytest
from google.protobuf import json_format
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pulumi_invoca import Campaign, PromoNumberArgs
from pulumi_invoca import campaign as campaign_module
from tests.host.recording_monitor import Request, recording_host

TEXT = st.text(min_size=1, max_size=8)
PLAIN = st.one_of(TEXT, st.booleans(), st.integers(-5, 5), st.none())
NAMES = st.text("abcdefgh-", min_size=1, max_size=6)
OPTIONAL = {
    "affiliate_id": TEXT,
    "custom_data": st.dictionaries(TEXT, TEXT, max_size=3),
    "id_from_network": TEXT,
    "id_assigned_by": st.sampled_from(["caller", "invoca"]),
    "adopt": st.one_of(st.booleans(), TEXT),
    "generation": st.integers(1, 9),
    "local_center": st.dictionaries(TEXT, TEXT, max_size=2),
    "local_number_preferences": st.dictionaries(TEXT, PLAIN, max_size=3),
    "tn_prefix_whitelist": st.lists(TEXT, max_size=3),
    "adwords_account_id": st.one_of(TEXT, st.integers(1, 999)),
    "hours_of_operation": st.dictionaries(
        TEXT, st.lists(st.dictionaries(TEXT, PLAIN, max_size=2), max_size=2), max_size=2
    ),
}
ARGS = st.fixed_dictionaries(
    dict.fromkeys(("advertiser_id", "campaign_id", "description", "media_type"), TEXT),
    optional=OPTIONAL,
)
OPTIONS = st.fixed_dictionaries(
    {},
    optional={
        "protect": st.booleans(),
        "ignore_changes": st.lists(TEXT, max_size=2),
        "replace_on_changes": st.lists(TEXT, max_size=2),
        "retain_on_delete": st.booleans(),
        "version": st.just("1.2.3"),
        "custom_timeouts": st.just(pulumi.CustomTimeouts(create="5m")),
        "aliases": st.just([pulumi.Alias(name="before")]),
        "delete_before_replace": st.booleans(),
        "provider": st.booleans(),
    },
)


def compared(request: Request) -> dict[str, Any]:
    """The message without the place in the program that it comes from."""
    message: dict[str, Any] = json_format.MessageToDict(request)
    message.pop("sourcePosition", None)
    message.pop("stackTrace", None)
    return message


def declared(
    numbers: dict[str, dict[str, Any]], options: dict[str, Any], prefix: str
) -> Callable[[], None]:
    def program() -> None:
        chosen = dict(options)
        if chosen.pop("provider", False):
            chosen["provider"] = pulumi.ProviderResource("pulumi-python", "explicit")
        args = {name: PromoNumberArgs(**inputs) for name, inputs in numbers.items()}
        Campaign("campaign", args, pulumi.ResourceOptions(**chosen), prefix=prefix)

    return program


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(numbers=st.dictionaries(NAMES, ARGS, min_size=1, max_size=4), options=OPTIONS, prefix=NAMES)
def test_what_is_sent_directly_is_what_the_sdk_sends(
    numbers: dict[str, dict[str, Any]], options: dict[str, Any], prefix: str
) -> None:
    program = declared(numbers, options, prefix)
    with recording_host() as direct, recording_host() as by_the_sdk:
        direct.run(program)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(campaign_module, "can_register_directly", lambda _: False)
            by_the_sdk.run(program)
        assert not any(one.HasField("stackTrace") for one in direct.monitor.numbers().values())
        assert all(one.HasField("stackTrace") for one in by_the_sdk.monitor.numbers().values())
        ours, theirs = direct.monitor.numbers(), by_the_sdk.monitor.numbers()
        assert list(map(compared, map(ours.get, sorted(ours)))) == list(
            map(compared, map(theirs.get, sorted(theirs)))
        )
