"""Which commands there are, how `--help` presents them, and how one that is interrupted ends.

Owns: the sections, the order, the examples, and that a command is imported when it is asked for:
all of them take three times as long as the one that is run. Must not know: what a command does.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

from .exit_codes import Command, end_interrupted

SECTIONS = {
    "Getting started": ("init",),
    "Check and plan": ("template", "check", "doctor", "plan"),
    "Deploy": ("up",),
    "Edit campaign files": ("release", "rename", "move"),
    "Review": ("drift", "numbers"),
    "Import and recover": ("export", "adopt", "recover"),
    "Terraform and OpenTofu": ("terraform",),
    "Other": ("simulator", "schema"),
}
# For commands that do not bring their own, as the epilog of their help.
EXAMPLES = {
    "init": "invoca init promo-numbers --simulator",
    "template": "invoca template --stack spring-radio -o stacks/spring-radio.xlsx",
    "check": "invoca check stacks/*.yaml",
    "doctor": "invoca doctor --stack spring-radio",
    "plan": "invoca plan --stack spring-radio",
    "release": "invoca release kroq --stack spring-radio",
    "rename": "invoca rename kroq kroq-fm --stack spring-radio",
    "move": "invoca move kroq --to summer-radio --stack spring-radio",
    "up": "invoca up --stack spring-radio",
    "recover": "invoca recover --stack spring-radio",
    "drift": "invoca drift --all --format text --format html -o - -o drift.html",
    "numbers": "invoca numbers --stack spring-radio -o numbers.xlsx",
    "export": "invoca export --advertiser acme --folder stacks",
    "adopt": "invoca adopt 8885550123 --stack spring-radio",
    "terraform": "invoca terraform install",
    "schema": "invoca schema > campaign.schema.json",
    "simulator": "invoca simulator --for stacks/*.yaml",
}


# Commands whose exit code 2 is an answer.
ANSWERING = frozenset({"drift", "numbers", "plan", "recover", "up"})
# Where it is not the module of the same name in `commands`.
MODULES = {"schema": "check", **dict.fromkeys(("release", "rename", "move"), "edits")}


class Commands(TyperGroup):
    """Every command in its section, with an example."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands = _Loaded(name for names in SECTIONS.values() for name in names)

    def list_commands(self, ctx: Any) -> list[str]:
        return list(self.commands)

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            end_interrupted("")


class _Loaded(dict[str, Any]):
    """Commands by name; each is imported when it is asked for."""

    def __init__(self, names: Iterable[str]) -> None:
        super().__init__(dict.fromkeys(names))

    def __getitem__(self, name: str) -> Any:
        if super().__getitem__(name) is None:
            self[name] = _load(name)
        return super().__getitem__(name)

    def get(self, name: str, default: Any = None) -> Any:
        return self[name] if name in self else default  # noqa: SIM401  (that is this method)

    def values(self) -> Any:
        return [self[name] for name in self]

    def items(self) -> Any:
        return [(name, self[name]) for name in self]


def _load(name: str) -> Any:
    module = import_module(f".commands.{MODULES.get(name, name)}", __package__)
    group = getattr(module, "app", None)  # of commands below this one
    if group is not None:
        command: Any = typer.main.get_group(group)
    else:
        alone = typer.Typer(add_completion=False)
        alone.command(name, cls=Command if name in ANSWERING else None)(getattr(module, name))
        command = typer.main.get_command(alone)
    command.name = name
    command.rich_help_panel = next(one for one, names in SECTIONS.items() if name in names)
    command.epilog = command.epilog or f"Example: {EXAMPLES[name]}"
    return command
