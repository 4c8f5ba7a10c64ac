"""Plans held against the one that was approved: what goes beyond it is not deployed.

Owns: what is said of a stack whose plan differs. Must not know: the file's format.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from invoca.drift.findings import Failure
from invoca.plan.planned import Plan

from ..workspace.git import commit_of
from ..workspace.project import Project, place_of
from .saved_plan import SavedPlan, beyond, read_saved, require_of
from .stack_plans import StackPlan


class Approved(NamedTuple):
    """A plan that was approved, and the file that it lies in."""

    plan: SavedPlan
    file: Path

    @classmethod
    def read(cls, file: Path, project: Project) -> Approved:
        """Raises FixDeclaration where it is not one, or another project's; OSError."""
        plan = read_saved(file)
        require_of(plan, file, project.name)
        return cls(plan, file)

    @property
    def stacks(self) -> list[str]:
        return [one.stack for one in self.plan.stacks]

    def within(self, plans: Sequence[StackPlan], project: Project) -> list[StackPlan]:
        """`plans`, where one that goes beyond what was approved is a failure that says how.

        Raises InvocaError where the account of a stack cannot be told.
        """
        saved = {one.stack: one for one in self.plan.stacks}
        found = []
        for one in plans:
            # What could not be looked up, nobody has approved.
            unseen = [failure.text for failure in one.plan.failures]
            told = []
            if one.can_be_deployed:
                told = beyond(saved[one.stack], one, place_of(one.stack, project))
            if one.can_be_deployed and (unseen or told):
                refused = self._refused(one, [*unseen, *told], project)
                found.append(refused._replace(beyond=() if unseen else tuple(told)))
            else:
                found.append(one)
        return found

    def _refused(self, one: StackPlan, told: list[str], project: Project) -> StackPlan:
        lines = "\n".join(f"  {text}" for text in told)
        text = (
            f"the plan in {self.file} was made at {self.plan.made_at}{self._commit(project)}, and "
            f"a deployment of stack {one.stack} would now do something else:\n{lines}\nNothing of "
            f"it was deployed. Make a new plan with `invoca plan --stack {one.stack} --save FILE`, "
            "and have that approved"
        )
        return one._replace(preview=None, plan=Plan(failures=(Failure(text, one.stack),)))

    def _commit(self, project: Project) -> str:
        now = commit_of(project.folder)
        if not self.plan.commit or not now or now == self.plan.commit:
            return ""
        return f" of commit {self.plan.commit[:12]} (this is {now[:12]})"
