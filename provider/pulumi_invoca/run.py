"""What the provider processes of one run of the engine know together.

Owns: where they leave it for each other: one folder a run, named after the address at which the
engine listens, which is new for each run and for its preview. Must not know: what is left there.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path

from invoca.lifecycle.run_facts import RunFacts, SharedFacts
from invoca.parent import Parent


def facts_of_the_run(engine: Parent, environment: Mapping[str, str]) -> RunFacts:
    """Facts of this process alone where no engine listens: nobody has started another one."""
    if not engine.address:
        return RunFacts()
    base = environment.get("XDG_RUNTIME_DIR") or tempfile.gettempdir()
    user = os.getuid() if hasattr(os, "getuid") else "me"
    name = re.sub(r"[^0-9A-Za-z.]+", "-", engine.address)
    return SharedFacts(Path(base) / f"promo-numbers-{user}" / name)
