"""The names of a package whose modules are imported when somebody asks for one of these names.

The process of a provider needs none of what a program does: it starts in half the time.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any


def attribute(name: str, package: str, modules: dict[str, str]) -> Any:
    """What `package` calls `name`. modules: where each name is defined.

    Raises AttributeError for a name that is not among them.
    """
    if name not in modules:
        raise AttributeError(f"module {package!r} has no attribute {name!r}")
    value = getattr(import_module(f".{modules[name]}", package), name)
    setattr(sys.modules[package], name, value)
    return value
