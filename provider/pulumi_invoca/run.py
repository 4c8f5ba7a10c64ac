"""What the provider processes of one run of the engine know together.

Owns: what tells a run from others: the address at which the engine listens, which is new for each
run and for its preview. Must not know: what they know.
"""

from __future__ import annotations

from collections.abc import Mapping

from invoca.parent import ParentProcess
from invoca.run_facts import RunFacts, SharedFacts, folder_of_the_run


def facts_of_the_run(engine: ParentProcess, environment: Mapping[str, str]) -> RunFacts:
    """Facts of this process alone where no engine listens: nobody has started another one."""
    if not engine.address:
        return RunFacts()
    return SharedFacts(folder_of_the_run(engine.address, environment))
