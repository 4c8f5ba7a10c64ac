"""What `invoca up` does not show of a long plan, and the command that shows it."""

from __future__ import annotations

import pytest

from invoca.plan.planned import Kind, Plan, Planned
from invoca.promo_number.models import CampaignRef
from invoca_cli.commands import up
from invoca_cli.deploying.stack_plans import StackPlan

WHERE = CampaignRef("acme", "spring-radio")
STEPS = tuple(
    Planned(Kind.BUY, "a", f"n{at}", WHERE, means="Buys a number", description=f"N {at}")
    for at in range(1_500)
)


@pytest.mark.parametrize(
    ("stacks", "named"),
    [
        (["a"], "--stack a"),
        (["a", "b"], "--stack a --stack b"),
        ([f"s{at}" for at in range(20)], "--all"),
    ],
)
def test_the_rest_of_a_long_plan_is_shown_by_a_command_for_the_same_stacks(
    capsys: pytest.CaptureFixture[str], stacks: list[str], named: str
) -> None:
    first, *others = stacks
    up._show([StackPlan(first, Plan(STEPS)), *(StackPlan(one, Plan()) for one in others)])
    told = " ".join(capsys.readouterr().out.split())
    assert f"1,490 more steps not shown here: invoca plan {named} --most 0 shows them" in told
    assert "... and 1,497 more: buy" in told
    # An option of the plan, which `invoca up` has not.
    assert told.count("--most") == 1
