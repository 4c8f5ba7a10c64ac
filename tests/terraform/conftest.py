"""Tests on a real engine get a workspace; afterwards the canary token is searched for in everything
that the runs printed and stored."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from invoca.next_steps import NEUTRAL, speak
from terraform_stack.words import WORDS
from tests.account import Account
from tests.terraform.desk import Desk
from tests.terraform.workspace import Workspace, engine


@pytest.fixture(scope="session")
def terraform() -> str:
    """The engine. A test that finds none fails."""
    found = engine()
    if found is None:
        pytest.fail("there is no OpenTofu and no Terraform; run `make test`, which gets one")
    return found


@pytest.fixture
def workspace(tmp_path: Path, simulator: Account, terraform: str) -> Iterator[Workspace]:
    workspace = Workspace(tmp_path / "root", simulator, terraform)
    yield workspace
    assert workspace.places_with(simulator.canary) == []
    assert all(simulator.canary not in repr(call) for call in simulator.calls())


@pytest.fixture
def desk(tmp_path: Path, simulator: Account) -> Desk:
    return Desk(simulator, tmp_path / "machine")


@pytest.fixture(autouse=True)
def spoken() -> Iterator[None]:
    """Messages are in Terraform's words, as they are in the provider's process."""
    speak(WORDS)
    yield
    speak(NEUTRAL)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = [item for item in items if Path(__file__).parent in item.path.parents]
    for item in here:
        if "workspace" in getattr(item, "fixturenames", ()):
            item.add_marker("engine")
