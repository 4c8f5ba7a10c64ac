"""The id_from_network that is made where nobody declares one.

Owns: what goes into it. Same declaration, same id, on any machine, in any run: this is what makes
a purchase repeatable without ever buying twice. Must not know: Pulumi.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping

NAME_MAXIMUM = 60  # characters of the name that the id repeats


def generated_id(
    *,
    project: str,
    stack: str,
    name: str,
    create_only: Mapping[str, object],
    generation: int = 1,
) -> str:
    """`<name>-<hash>`; the hash covers everything that is given.

    create_only: as `Declaration.create_only()` gives it.
    """
    facts = [project, stack, name, create_only, generation]
    text = json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    readable = re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("-.")[:NAME_MAXIMUM] or "number"
    return f"{readable}-{hashlib.sha256(text.encode()).hexdigest()[:12]}"
