"""The settings of a stack as the engine and its provider are told them.

A refresh takes the settings that the last deployment wrote into the state. Where those came from
the environment then, and come from Pulumi.<stack>.yaml now, it would know none; the environment
wins everywhere, so it is told there. Owns: that, and which settings are opened for it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

from pydantic.alias_generators import to_camel

from invoca.account import ENVIRONMENT, NAMESPACE

from .programs import run
from .project import Project, stack_settings


def settings_for_engine(stack: str, project: Project) -> dict[str, str]:
    """The variables that this environment lacks. A secret is opened by the engine; where it cannot
    be, it is left to the engine's own run."""
    config = stack_settings(stack, project).config
    found = {}
    for field, variable in ENVIRONMENT.items():
        value = config.get(f"{NAMESPACE}:{to_camel(field)}")
        if os.environ.get(variable) or value is None:
            continue
        text = _opened(stack, field, project) if isinstance(value, Mapping) else str(value)
        if text:
            found[variable] = text
    return found


def _opened(stack: str, field: str, project: Project) -> str:
    key = f"{NAMESPACE}:{to_camel(field)}"
    command = ["pulumi", "config", "get", key, "--stack", stack, "--non-interactive"]
    ran = run(*command, folder=project.folder)
    return ran.output.rstrip("\n") if ran is not None and not ran.code else ""
