"""Whichever face it is: once its engine is gone, nothing is written, even in the moment before the
process ends with it."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest

from invoca.account import Account as Settings
from invoca.errors import Abandoned
from invoca.lifecycle import Lifecycle
from invoca.parent import ParentProcess
from invoca.promo_number.decide import Wanted
from invoca.run_facts import RunFacts
from pulumi_invoca import provider as dynamic
from pulumi_invoca.native.account import ConfiguredProvider
from pulumi_invoca.native.engine import Engine
from pulumi_invoca.native.waits import RunWaits
from terraform_invoca.run import StateOfTheEngine, real_life
from terraform_invoca.waits import CallWaits
from terraform_invoca.walk import Walk
from tests.account import Account
from tests.unit.lifecycle.runs import SPRING, identity, number


class DeadParent(ParentProcess):
    """An engine that was killed, of a process that does not know yet that it has to end."""

    def lives(self) -> bool:
        return False

    def end_with_it(self, end: Callable[[int], object] = os._exit) -> None:
        pass


class NoConfig:
    def get(self, _name: str) -> None:
        """Every setting stands in the environment."""


class Request:
    config = NoConfig()


def of_the_dynamic_provider(parent: ParentProcess, monkeypatch: pytest.MonkeyPatch) -> Lifecycle:
    monkeypatch.setattr(dynamic, "engine", lambda: parent)
    provider: Any = dynamic.PromoNumberProvider()
    provider.configure(Request())
    assert provider._unusable is None
    life: Lifecycle = provider._lifecycle
    return life


def of_the_plugin(parent: ParentProcess, _monkeypatch: pytest.MonkeyPatch) -> Lifecycle:
    return ConfiguredProvider(account(), Engine(parent), RunWaits(), refreshes_first=False).life


def of_terraform(parent: ParentProcess, _monkeypatch: pytest.MonkeyPatch) -> Lifecycle:
    make, facts = real_life(os.environ, CallWaits(), parent.require), RunFacts()
    state = StateOfTheEngine(Walk(facts, facts, "", ""))
    return make(account(), lambda text: None, facts, state)


def account() -> Settings:
    return Settings.load(lambda _name: None, os.environ)


@pytest.mark.parametrize("life_of", [of_the_dynamic_provider, of_the_plugin, of_terraform])
def test_nothing_is_bought_changed_or_released_for_an_engine_that_is_gone(
    life_of: Callable[[ParentProcess, pytest.MonkeyPatch], Lifecycle],
    simulator: Account,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    simulator.add_custom_fields("channel", "station")
    for name, value in simulator.environment().items():
        monkeypatch.setenv(name, value)
    digits = simulator.put_number("acme", "spring-radio", id_from_network="held-1")
    life = life_of(DeadParent(), monkeypatch)
    held = life.locator.get(SPRING, digits)
    with pytest.raises(Abandoned, match="the run that asked for it has ended"):
        life.acquire(Wanted(number()))
    with pytest.raises(Abandoned):
        life.update(identity(held), number(), number(description="new words"))
    with pytest.raises(Abandoned):
        life.release(SPRING, identity(held))
    assert simulator.writes() == []
