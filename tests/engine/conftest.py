"""Engine tests get a workspace; afterwards the canary token is searched for in everything that the
runs printed and stored."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.account import Account
from tests.crash.engine_matrix import FACES
from tests.engine.workspace import OnFace, Workspace


@pytest.fixture(scope="session")
def new_stack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a workspace whose stack was just made, which takes the engine a third of what a
    deployment takes: once for all tests."""
    if shutil.which("pulumi") is None:
        pytest.fail("there is no Pulumi engine on PATH; run `make test`, which gets one")
    folder = tmp_path_factory.mktemp("new-stack")
    with Account(folder / "machine") as account:
        Workspace(folder, account)
    return folder


@pytest.fixture
def workspace(tmp_path: Path, simulator: Account, new_stack: Path) -> Iterator[Workspace]:
    workspace = Workspace(tmp_path, simulator, copy_of=new_stack)
    yield workspace
    workspace.lose_power()
    assert workspace.places_with(simulator.canary) == []
    assert all(simulator.canary not in repr(call) for call in simulator.calls())


@pytest.fixture
def on_face(tmp_path: Path, simulator: Account, new_stack: Path) -> OnFace:
    """Makes the workspace of a test whose numbers are of a face of `engine_matrix.FACES`."""

    def make(face: str) -> Workspace:
        folder = tmp_path / "project"
        folder.mkdir()
        return FACES[face](folder, simulator, copy_of=new_stack)

    return make


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("engine")
