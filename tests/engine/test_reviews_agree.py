"""drift, plan, recover, doctor and the engine never contradict each other, and a deployment does
what its plan said: on random accounts with two stacks, ignored fields, affiliates, and campaigns
that cannot be read.
"""

from __future__ import annotations

import random
from typing import Any

import pytest

from tests.engine.reviews import STACKS, Bought, World
from tests.engine.workspace import Workspace

SEEDS = [0, *(pytest.param(seed, marks=pytest.mark.wide) for seed in range(1, 3))]
pytestmark = pytest.mark.timeout(900)


def world(workspace: Workspace, seed: int) -> World:
    """Two stacks that are deployed as they are declared."""
    made = World(workspace, random.Random(seed))  # noqa: S311 - not for secrets
    for stack in STACKS:
        for _ in range(made.draw.randint(2, 4)):
            made.add(stack)
    made.write()
    for stack in STACKS:
        assert made.up(stack)[0] == 0, workspace.transcript
    return made


def hold_together(made: World, done: list[str]) -> None:
    """What is said of the declarations that were deployed, whatever somebody did in Invoca."""
    drift = made.drift()
    for stack in STACKS:
        engine, recover = made.engine(stack), made.recover(stack)
        plan, _ = made.plan(stack, engine)
        told = (done, drift[stack].text, plan.text, engine.text[-3000:], recover.text)
        # The engine stops at a number that was moved, and at what it cannot read.
        stops = bool(drift[stack].moved) or drift[stack].is_open
        assert stops == plan.is_open == engine.is_open, told
        assert drift[stack].is_open == recover.is_open, told
        if not recover.is_open:
            assert recover.changes == drift[stack].changes, told
            assert recover.code == (2 if drift[stack].changes else 0), told
        if not plan.is_open:
            assert drift[stack].changes == plan.changes == engine.changes, told
            assert plan.code == (2 if plan.changes else 0), told


def as_planned(made: World, stack: str, done: list[str]) -> bool:
    """Whether the plan could be carried out; it then did what it said."""
    plan, document = made.plan(stack)
    steps: dict[str, int] = document["totals"]["steps"]
    code, did = made.up(stack, previews=plan.is_open)
    told: tuple[Any, ...] = (done, plan.text, did, made.workspace.transcript[-4000:])
    assert (code == 0) == (not plan.is_open), told
    if plan.is_open:
        assert did == Bought(0, 0, 0, 0), told
        return False
    totals = document["totals"]
    takes_over = sum(bool(step["takes_over"]) for step in document["steps"])
    said = (totals["buys"], totals["releases"], steps["move"], steps["adopt"] + takes_over)
    assert tuple(did) == said, told
    assert made.plan(stack)[0].code == 0, made.workspace.transcript[-4000:]
    return True


@pytest.mark.parametrize("seed", SEEDS)
def test_all_say_the_same_of_what_somebody_did_in_invoca(workspace: Workspace, seed: int) -> None:
    made = world(workspace, seed)
    done = [made.by_hand() for _ in range(made.draw.randint(0, 5))]
    if made.draw.random() < 0.3:
        made.account.set_campaign_access("acme", "direct-mail", False)
        done.append("close direct-mail")
    hold_together(made, done)
    closed = "close direct-mail" in done
    assert ("campaigns" in made.doctor().changes) is (closed and uses(made, "direct-mail")), done
    # Whatever the seed, doctor is seen to say both.
    made.account.set_campaign_access("acme", "direct-mail", closed)
    assert ("campaigns" in made.doctor().changes) is (not closed and uses(made, "direct-mail"))


def uses(made: World, campaign: str) -> bool:
    numbers = (one for numbers in made.declared.values() for one in numbers.values())
    return any(one["campaign_id"] == campaign for one in numbers)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_deployment_does_what_its_plan_says_and_then_all_is_quiet(
    workspace: Workspace, seed: int
) -> None:
    made = world(workspace, 1000 + seed)
    for _ in range(1 if seed == 0 else 2):
        done = [made.edit(stack) for stack in STACKS for _ in range(made.draw.randint(1, 3))]
        made.write()
        if min([as_planned(made, stack, done) for stack in STACKS]):
            hold_together(made, done)
            assert {one.code for one in made.drift().values()} == {0}, done
