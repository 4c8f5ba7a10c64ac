"""Tests run on every kind of shared backend; afterwards the token is searched for in it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.account import Account
from tests.backends.machine import Backend, Machine
from tests.backends.postgres import Postgres
from tests.backends.s3 import S3

KINDS: dict[str, type[Postgres] | type[S3]] = {"postgres": Postgres, "s3": S3}


class Servers(dict[str, Backend]):
    """One of each kind, started when it is asked for."""

    def __init__(self, started: ExitStack) -> None:
        super().__init__()
        self._started = started

    def __missing__(self, kind: str) -> Backend:
        server = self[kind] = KINDS[kind]()
        self._started.callback(server.close)
        return server


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    if shutil.which("pulumi") is None:
        pytest.fail("there is no Pulumi engine on PATH; run `make test`, which gets one")
    with ExitStack() as started:
        yield Servers(started)


@pytest.fixture(params=["s3", pytest.param("postgres", marks=pytest.mark.wide)])
def backend(request: pytest.FixtureRequest, servers: Servers) -> Backend:
    backend = servers[request.param]
    backend.empty()
    return backend


@pytest.fixture
def machine(tmp_path: Path, simulator: Account, backend: Backend) -> Iterator[Machine]:
    machine = Machine(tmp_path / "one", simulator, backend)
    yield machine
    assert machine.places_with(simulator.canary) == []
    assert simulator.canary not in backend.content()


@pytest.fixture
def another(tmp_path: Path, machine: Machine) -> Machine:
    return Machine(tmp_path / "another", machine.account, machine.backend, checkout_of=machine)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("engine")
