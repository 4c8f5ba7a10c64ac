"""What goes wrong in a hook reaches the engine as one line, whatever the SDK makes of it."""

from __future__ import annotations

from typing import Any, ClassVar

import grpc
import pytest

from invoca.account import Account as Settings
from invoca.errors import FixDeclaration
from pulumi_invoca.provider import PromoNumberProvider
from tests.account import Account
from tests.host.provider_process import ProviderProcess

KROQ: dict[str, Any] = {
    "advertiser_id": "acme",
    "campaign_id": "spring-radio",
    "description": "KROQ drive time",
    "media_type": "Offline: Radio",
    "id_from_network": "kroq-1",
}
HELD = {**KROQ, "promo_number": "8885550123"}


@pytest.mark.parametrize("verb", ["create", "read", "update", "delete"])
def test_an_error_of_invoca_is_its_own_text(
    provider: ProviderProcess, simulator: Account, verb: str
) -> None:
    simulator.add_fault("status", status=401, times=100)
    arguments: dict[str, tuple[Any, ...]] = {
        "create": (KROQ,),
        "read": ("8885550123", HELD),
        "update": ("8885550123", HELD, {**HELD, "description": "other"}),
        "delete": ("8885550123", HELD),
    }
    with pytest.raises(grpc.RpcError) as told:
        getattr(provider, verb)(*arguments[verb])
    said = told.value.details()
    assert "campaign 'spring-radio' of advertiser 'acme': Invoca answered 401" in said
    assert said.endswith("`pulumi config set --secret invoca:apiToken`.")
    assert len(said.splitlines()) == 1
    assert "Exception" not in said


def test_settings_that_are_missing_are_told_alike_however_often(simulator: Account) -> None:
    with ProviderProcess({**simulator.environment(), "INVOCA_API_TOKEN": ""}) as provider:
        said = []
        for _ in range(5):
            with pytest.raises(grpc.RpcError) as told:
                provider.check({}, KROQ)
            said.append(told.value.details())
    first, *others = said
    assert first.startswith("reading the Invoca settings: invoca:apiToken is not set")
    # Told in full once, and shortly ever after: nothing grows.
    assert len({*others}) == 1
    assert len(others[0]) <= len(first)
    assert all(len(text.splitlines()) == 1 for text in said)


def test_an_error_of_ours_is_one_line_too_and_says_that_it_is_ours(
    provider: ProviderProcess,
) -> None:
    with pytest.raises(grpc.RpcError) as told:
        provider.read("8885550123", {})
    said = told.value.details().splitlines()
    assert said[0].startswith("this is a bug in invoca ")
    assert said[0].endswith("KeyError: 'advertiser_id'")
    assert said[1] == "Please report it, with the traceback that INVOCA_TRACEBACK=1 prints."


def test_where_no_host_is_found_the_error_is_raised_as_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuses(*_: object, **__: object) -> Settings:
        raise FixDeclaration("reading the Invoca settings: none of them is there")

    monkeypatch.setattr(Settings, "load", refuses)

    class Request:
        config: ClassVar[dict[str, str]] = {}

    provider = PromoNumberProvider()
    provider.configure(Request())  # type: ignore[arg-type]
    with pytest.raises(FixDeclaration, match="none of them is there"):
        provider.check({}, KROQ)
