"""What stands in users' state and may not change."""

from __future__ import annotations

import base64
import pickletools

import pulumi
import pytest

import pulumi_invoca
from pulumi_invoca import Campaign, PromoNumber
from tests.host.provider_process import PROVIDER

FROZEN = "gASVNQAAAAAAAACMFnB1bHVtaV9pbnZvY2EucHJvdmlkZXKUjBNQcm9tb051bWJlclByb3ZpZGVylJOUKYGULg=="


def test_the_pickled_provider_is_the_one_that_is_stored_in_every_users_state() -> None:
    assert PROVIDER == FROZEN


def test_the_pickled_provider_only_names_the_class_and_carries_no_code() -> None:
    operations = [(op.name, value) for op, value, _ in pickletools.genops(base64.b64decode(FROZEN))]
    names = [value for name, value in operations if name == "SHORT_BINUNICODE"]
    assert names == ["pulumi_invoca.provider", "PromoNumberProvider"]
    assert {name for name, _ in operations} <= {
        "PROTO", "FRAME", "SHORT_BINUNICODE", "MEMOIZE", "STACK_GLOBAL", "EMPTY_TUPLE", "NEWOBJ",
        "STOP",
    }  # fmt: skip


class Recorder(pulumi.runtime.Mocks):
    def __init__(self) -> None:
        self.types: list[str] = []

    def new_resource(self, args: pulumi.runtime.MockResourceArgs) -> tuple[str, dict[str, object]]:
        self.types.append(args.typ)
        return "8885550123", dict(args.inputs)

    def call(self, args: pulumi.runtime.MockCallArgs) -> dict[str, object]:
        return {}


def test_the_type_tokens_are_the_ones_that_are_stored() -> None:
    assert PromoNumber._resource_type_name == "dynamic/invoca:PromoNumber"
    recorder = Recorder()
    pulumi.runtime.set_mocks(recorder, preview=False)
    Campaign("campaign", {})
    pulumi.runtime.test(lambda: None)()
    assert "invoca:index:Campaign" in recorder.types


def test_the_public_surface_is_sorted_and_complete() -> None:
    assert pulumi_invoca.__all__ == sorted(pulumi_invoca.__all__)
    assert pulumi_invoca.__all__ == [
        "Campaign",
        "PromoNumber",
        "PromoNumberArgs",
        "end_quietly_when_interrupted",
    ]


@pytest.mark.parametrize("file", ["py.typed", "pulumi-plugin.json"])
def test_the_package_ships_what_type_checkers_and_the_engine_look_for(file: str) -> None:
    import importlib.resources

    assert importlib.resources.files(pulumi_invoca).joinpath(file).is_file()


def test_the_command_line_knows_the_same_provider_string() -> None:
    from invoca_cli.workspace import state

    assert state.PROVIDER == FROZEN
    assert f"pulumi-python:{PromoNumber._resource_type_name}" == state.TYPE
