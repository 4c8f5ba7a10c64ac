"""Which processes of an engine are of one walk, and so know its facts together.

Owns: how one walk is told apart from the next. An engine names neither, and starts a process for
each provider block and walk: a plan's process may have ended before that of another block begins,
and the apply after it begins in the same moment. But a process that began while another lived is
of its walk. And before a plan each block is validated by a process that is never configured: so it
is known how many blocks there are that look alike, and a walk has one process for each.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from invoca.parent import ParentProcess
from invoca.run_facts import RunFacts, SharedFacts, folder_of_the_run

# Those that lived together, numbered; the walk of each; and the walks, numbered, and which plan.
_GROUPS, _WALK_OF, _WALKS, _PLANS = "groups", "walk of", "walks", "plans"
# Processes: which block they validated, and in which group; which were configured; which validation
# was before a walk that has begun. Of a walk: the blocks that were validated, and are configured.
_VALIDATED, _CONFIGURED, _SPENT = "validated", "configured", "spent"
_NOT_KNOWN = "not known yet: "


def not_known() -> str:
    """Part of what tells a block from others, where the engine does not know it yet."""
    return f"{_NOT_KNOWN}{secrets.token_hex(8)}"


def facts_of_the_engine(engine: ParentProcess, environment: Mapping[str, str]) -> RunFacts:
    """What all processes know that this engine starts, one after the other and at once."""
    return SharedFacts(folder_of_the_run(engine.name, environment), outlive=True)


class Joined:
    """A process among those of its engine; to be made before the engine hears of it."""

    def __init__(self, facts: RunFacts) -> None:
        self._facts = facts
        self._name = secrets.token_hex(4)
        with facts.alone():
            if not facts.has_company:
                facts.claim(_GROUPS, str(facts.count(_GROUPS) + 1), True)
            self._group = str(facts.count(_GROUPS))

    @property
    def of_engine(self) -> RunFacts:
        """What all walks of the engine know together."""
        return self._facts

    def validates(self, block: str) -> None:
        """The engine had a provider block validated. block: what tells it from others."""
        self._facts.put(_VALIDATED, self._name, [self._group, block])

    def facts_for(self, block: str) -> RunFacts:
        """The facts of this process's walk, which the engine configures it for."""
        with self._facts.alone():
            self._facts.claim(_CONFIGURED, self._name, True)
            walk = self._facts.get(_WALK_OF, self._group)
            if walk is None:
                walk = self._walk(block)
                self._facts.claim(_WALK_OF, self._group, walk)
            made = self._facts.part(walk)
            made.claim(_CONFIGURED, self._name, block)
            return made

    @property
    def plans(self) -> bool:
        """Whether this process's walk is a plan, once it was asked for its facts: an engine
        validates what it is about to plan, and nothing before an apply."""
        walk = self._facts.get(_WALK_OF, self._group)
        return walk is not None and self._facts.get(_PLANS, walk) is not None

    @property
    def follows_a_plan(self) -> bool:
        """Whether the engine has made a plan: what it applies is that one, no saved one."""
        return self._facts.count(_PLANS) > 0

    def _walk(self, block: str) -> str:
        """The latest walk, while it lacks a process for such a block; else a new one."""
        latest = self._facts.count(_WALKS)
        of_latest = self._facts.part(str(latest))
        validated = self._validated()
        is_new = bool(validated)
        if latest and not is_new:
            validated = of_latest.all(_VALIDATED)
            configured = list(of_latest.all(_CONFIGURED).values())
            # What only a plan does not know may be this block, which an apply knows.
            others = 0 if any(_NOT_KNOWN in one for one in configured) else 1
            most = list(validated.values()).count(block) or others
            if configured.count(block) < most:
                return str(latest)
        walk = str(latest + 1)
        self._facts.claim(_WALKS, walk, True)
        if is_new:
            self._facts.claim(_PLANS, walk, True)
        for name, one in validated.items():
            self._facts.claim(_SPENT, name, True)
            self._facts.part(walk).claim(_VALIDATED, name, one)
        return walk

    def _validated(self) -> dict[str, str]:
        """The blocks that were validated since the latest walk began, by process."""
        spent, configured = self._facts.all(_SPENT), self._facts.all(_CONFIGURED)
        return {
            name: block
            for name, (group, block) in self._facts.all(_VALIDATED).items()
            if group != self._group and name not in spent and name not in configured
        }
