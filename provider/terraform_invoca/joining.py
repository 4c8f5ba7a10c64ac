"""Which processes of an engine are of one walk, and so know its facts together.

Owns: how a walk is told from the next one. An engine names neither, and starts a process for each
provider block and walk: a plan's process may have ended before that of another block begins, and
the apply after it begins in the same moment. So a process that began while another lived is of its
walk; and a walk has one process for each block: where a block comes again and nobody of the walk
lives any more, the next one has begun.
"""

from __future__ import annotations

from collections.abc import Mapping

from invoca.parent import Parent
from invoca.run_facts import RunFacts, SharedFacts, folder_of_the_run

# Those that lived together, numbered; the walk of each; and the walks, numbered.
_GROUPS, _WALK_OF, _WALKS, _BLOCKS = "groups", "walk of", "walks", "blocks"


def facts_of_the_engine(engine: Parent, environment: Mapping[str, str]) -> RunFacts:
    """What all processes know that this engine starts, one after the other and at once."""
    return SharedFacts(folder_of_the_run(engine.name, environment), outlive=True)


class Joined:
    """A process among those of its engine; to be made before the engine hears of it."""

    def __init__(self, facts: RunFacts) -> None:
        self._facts = facts
        with facts.alone():
            if not facts.has_company:
                facts.settle(_GROUPS, str(facts.count(_GROUPS) + 1), True)
            self._group = str(facts.count(_GROUPS))

    def facts_for(self, block: str) -> RunFacts:
        """The facts of this process's walk. block: what tells its provider block from others."""
        with self._facts.alone():
            walk = self._facts.get(_WALK_OF, self._group)
            if walk is None:
                walk = self._next_walk(block)
                self._facts.settle(_WALK_OF, self._group, walk)
            made = self._facts.part(walk)
            made.settle(_BLOCKS, block, True)
            return made

    def _next_walk(self, block: str) -> str:
        latest = self._facts.count(_WALKS)
        if latest and self._facts.part(str(latest)).get(_BLOCKS, block) is None:
            return str(latest)
        self._facts.settle(_WALKS, str(latest + 1), True)
        return str(latest + 1)
