"""How `invoca --help` presents the commands, and how one that is interrupted ends.

Owns: the sections, the order, the examples. Must not know: what a command does.
"""

from __future__ import annotations

from typing import Any

from typer.core import TyperGroup

from .exit_codes import end_interrupted

SECTIONS = {
    "Before a deployment": ("template", "check", "doctor", "plan"),
    "Deployment": ("up",),
    "Reviews": ("drift", "numbers"),
    "Way in, and way back": ("export", "adopt", "recover"),
    "Terraform and OpenTofu": ("terraform",),
    "Other": ("simulator", "schema"),
}
# For commands that do not bring their own, as the epilog of their help.
EXAMPLES = {
    "template": "invoca template --stack spring-radio -o stacks/spring-radio.xlsx",
    "check": "invoca check stacks/*.yaml",
    "doctor": "invoca doctor --stack spring-radio",
    "plan": "invoca plan --stack spring-radio",
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


class Commands(TyperGroup):
    """Every command in its section, with an example."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        order = [name for names in SECTIONS.values() for name in names]
        known = {name: self.commands[name] for name in order if name in self.commands}
        self.commands = {**known, **self.commands}
        for section, names in SECTIONS.items():
            for name in names:
                if name in known:
                    known[name].rich_help_panel = section  # type: ignore[attr-defined]
        for name, command in self.commands.items():
            if name in EXAMPLES and not command.epilog:
                command.epilog = f"Example: {EXAMPLES[name]}"

    def list_commands(self, ctx: Any) -> list[str]:
        return list(self.commands)

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            end_interrupted("")
