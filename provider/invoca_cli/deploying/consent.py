"""Who has to confirm what before a deployment begins: the more is at stake, the more explicitly.

Owns: when a word is enough, when the count has to be typed, and when not even that is enough.
Must not know: how stacks are deployed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import NamedTuple

import typer

from invoca.counted import plural
from invoca.errors import FixDeclaration, LookAtAccount
from invoca.plan.planned import DESTRUCTIVE

from ..reports.words import phone
from .stack_plans import StackPlan

SHARE = 0.3  # of a stack's numbers that a plan may release without being told how many
FROM_NUMBERS = 10  # on; of fewer numbers every share is large


class Said(NamedTuple):
    """What the command line and the project say. allowed: --allow-releases. share: 0 to 1."""

    yes: bool
    allowed: int | None = None
    share: float = SHARE


def share_of(text: str) -> float:
    """What the project says: `30%`, `30` or `0.3`. Raises FixDeclaration."""
    if not text:
        return SHARE
    try:
        value = float(text.rstrip("% "))
    except ValueError:
        value = -1.0
    share = value / 100 if value > 1 or text.rstrip().endswith("%") else value
    if not 0 <= share <= 1:
        raise FixDeclaration(
            "reading releaseShare under `invoca:` in Pulumi.yaml",
            answer=f"'{text}' is not a percentage",
            remedy="Write one such as 30%",
        )
    return share


def require_proportion(plans: Sequence[StackPlan], said: Said) -> None:
    """Raises LookAtAccount where more numbers would be released than is likely meant."""
    released = sum(one.plan.at_stake for one in plans)
    if said.allowed is not None:
        if released > said.allowed:
            raise _too_many(
                f"more than the {said.allowed:,} that --allow-releases allows", released
            )
        return
    for one in plans:
        held = len(one.state.promo_numbers()) if one.state else 0
        if held >= FROM_NUMBERS and one.plan.at_stake > said.share * held:
            share = f"{one.plan.at_stake:,} of the {held:,} numbers of stack {one.stack}"
            raise _too_many(f"{share} is more than {said.share:.0%}", released)


def require_consent(plans: Sequence[StackPlan], said: Said, ask: Callable[[str], str]) -> None:
    """Asks where it has to; raises typer.Abort where the answer is no, LookAtAccount where there is
    nobody to ask."""
    is_idle = not any(one.plan.steps or one.plan.others or one.plan.failures for one in plans)
    if said.yes or is_idle:  # new names, for instance: nothing happens in Invoca
        return
    if not sys.stdin.isatty():
        raise LookAtAccount(
            "deploying",
            answer="standard input is not a terminal, so nobody can confirm",
            remedy="Nothing was deployed. If the plan is already approved, add --yes, or --plan "
            "with the file that `invoca plan --save` wrote",
        )
    wrong = any(one.plan.failures for one in plans)
    if wrong and ask("The plan has errors, see above. Deploy it anyway? [y/N]") not in _YES:
        raise typer.Abort
    gone = [step for one in plans for step in one.plan.steps if step.kind in DESTRUCTIVE]
    if not gone:
        if not wrong and ask("Deploy this? [y/N]") not in _YES:
            raise typer.Abort
        return
    this = "This" if not any(step.is_refused for step in gone) else "Unless it is refused, this"
    if len(gone) == 1:
        [step] = gone
        word, what = step.promo_number, f"{phone(step.promo_number)} ({step.name})"
        question = f"{this} permanently releases {what}. To confirm, type its ten digits"
    else:
        word = str(len(gone))
        question = (
            f"{this} permanently releases {plural(len(gone), 'number')}. To confirm, type {word}"
        )
    if "".join(character for character in ask(question) if character.isdigit()) != word:
        raise typer.Abort


_YES = ("y", "yes", "Y", "Yes", "YES")


def _too_many(why: str, released: int) -> LookAtAccount:
    return LookAtAccount(
        f"deploying a plan that releases {plural(released, 'number')} for good",
        answer=why,
        remedy="Nothing was deployed. If you mean to release all of them, add --allow-releases "
        f"{released}",
    )
