"""What others may import: sorted, there, and changed on purpose only."""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType

import pytest

import invoca
import invoca_cli
import invoca_simulator
import pulumi_invoca
import pulumi_stack
import terraform_invoca
import terraform_stack

SURFACE = {
    "invoca": [
        "VERSION",
        "Account",
        "CampaignRef",
        "Client",
        "Declaration",
        "InvocaError",
        "PromoNumber",
    ],
    "invoca.campaign_file": [
        "SUFFIXES",
        "CampaignFile",
        "CampaignFileMistakes",
        "NumberEntry",
        "read_campaign_file",
        "read_campaign_sheet",
    ],
    "invoca.client": ["AdvertiserCampaign", "AffiliateCampaign", "Client", "Listed"],
    "invoca.drift": ["check"],
    "invoca.lifecycle": ["Lifecycle", "NotShownYet"],
    "invoca_cli.planning": ["Live", "Places", "plan_of"],
    "invoca_simulator": ["Call", "Entry", "Knobs", "Simulator"],
    "pulumi_invoca": ["Campaign", "PromoNumber", "PromoNumberArgs", "end_quietly_when_interrupted"],
    "pulumi_invoca.native": [
        "Campaign",
        "PromoNumber",
        "PromoNumberArgs",
        "Provider",
        "get_promo_number",
        "get_promo_numbers",
    ],
}
ROOTS = (
    invoca,
    invoca_cli,
    invoca_simulator,
    pulumi_invoca,
    pulumi_stack,
    terraform_invoca,
    terraform_stack,
)


def packages(root: ModuleType) -> list[str]:
    found = pkgutil.walk_packages(root.__path__, f"{root.__name__}.")
    return [root.__name__, *(module.name for module in found if module.ispkg)]


ALL = [name for root in ROOTS for name in packages(root)]


@pytest.mark.parametrize("name", SURFACE)
def test_the_public_names_of_a_package_are_a_contract(name: str) -> None:
    package = importlib.import_module(name)
    assert package.__all__ == SURFACE[name]
    assert all(hasattr(package, public) for public in package.__all__)


@pytest.mark.parametrize("name", SURFACE)
def test_public_names_are_sorted_constants_first(name: str) -> None:
    names = importlib.import_module(name).__all__
    assert list(names) == sorted(names, key=_constants_then_classes)


def test_no_package_has_public_names_that_are_not_listed_here() -> None:
    assert {name for name in ALL if hasattr(importlib.import_module(name), "__all__")} == set(
        SURFACE
    )


@pytest.mark.parametrize("name", ALL)
def test_a_package_says_what_it_is(name: str) -> None:
    assert importlib.import_module(name).__doc__


def _constants_then_classes(name: str) -> tuple[int, str]:
    return (0 if name.isupper() else 1 if name[0].isupper() else 2, name)
