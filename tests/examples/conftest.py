"""A repository and its forge for each test; afterwards every secret is searched for in everything
that the pipelines printed, stored and sent."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.account import Account
from tests.examples.hosts import OnGitHub, OnGitLab

Made = OnGitHub | OnGitLab


def _checked(repository: Made) -> Iterator[Made]:
    yield repository
    forge = repository.forge
    forge.shutdown()
    sent = [repr(call) for call in forge.calls]
    assert repository.leaks(*repository.outputs, *sent) == []
    # The forge's own token: the jobs that hold it print and store it nowhere.
    assert not any(forge.token in text for text in [*repository.outputs, *sent])


@pytest.fixture
def github(tmp_path: Path, simulator: Account) -> Iterator[OnGitHub]:
    yield from _checked(OnGitHub(tmp_path / "repository", simulator))  # type: ignore[misc]


@pytest.fixture
def gitlab(tmp_path: Path, simulator: Account) -> Iterator[OnGitLab]:
    yield from _checked(OnGitLab(tmp_path / "repository", simulator))  # type: ignore[misc]


@pytest.fixture(params=["github", pytest.param("gitlab", marks=pytest.mark.wide)])
def either(request: pytest.FixtureRequest) -> Made:
    """The same on both."""
    made: Made = request.getfixturevalue(request.param)
    return made


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if {"github", "gitlab", "either"} & set(getattr(item, "fixturenames", [])):
            item.add_marker("engine")
