"""How Pulumi says what a person does next."""

from __future__ import annotations

import re
from shlex import quote

from invoca.next_steps import NEUTRAL, Words

from .urns import stack_of


def _command(line: str) -> str:
    return f"`{line}`"


def _with_stack(command: str, stack: str) -> str:
    return _command(f"{command} --stack {stack}" if stack else command)


def _once_with_stack(command: str, stack: str) -> str:
    return _command(command) if "--stack" in command else _with_stack(command, stack)


def _setting(name: str) -> str:
    return f"invoca:{name}"


# As "configure" and "configure_secret" write it, without a stack.
_CONFIGURE = re.compile(r"(?<=`)pulumi config set (?!--stack)")
_RUN = re.compile(r"`(pulumi (?:up|destroy|refresh|preview)(?: [^`]*)?)`")


def for_stack(text: str, stack: str, *, is_new: bool) -> str:
    """`text` with the stack in each command that runs the engine or changes a setting: it need not
    be the selected one. is_new: the stack was never made, and is made before it is given one."""
    text = _RUN.sub(lambda found: _once_with_stack(found[1], stack), text)
    made = f"pulumi stack init {stack}` and `" if is_new else ""
    command = f"{made}pulumi config set --stack {stack} "
    return _CONFIGURE.sub(lambda _: command, text)


def _forget(urn: str, stack: str = "") -> str:
    """urn: of the resource, which has its stack; "URN" where it is not known."""
    command = _with_stack(f"pulumi state delete --force {quote(urn)}", stack_of(urn) or stack)
    return f"take it out of the state with {command}, which releases nothing"


WORDS: Words = {
    "deploy": lambda stack: _with_stack("pulumi up", stack),
    "deploy_refreshed": lambda stack: _with_stack("pulumi up --refresh", stack),
    "deploy_unrefreshed": lambda stack: f"{_with_stack('pulumi up', stack)} without a refresh",
    "preview": lambda stack: _with_stack("pulumi preview", stack),
    "preview_refreshed": lambda stack: _with_stack("pulumi preview --refresh", stack),
    "refresh": lambda stack: _with_stack("pulumi refresh", stack),
    "forget": lambda about: (
        _forget(about)
        if stack_of(about)
        else f"{_forget('URN', about)} ("
        + _with_stack("pulumi stack --show-urns", about)
        + " lists the URNs)"
    ),
    "if_unheld": NEUTRAL["if_unheld"],
    # A program's arguments are named as the keys of a campaign file are.
    "write": NEUTRAL["write"],
    "adopt": NEUTRAL["adopt"],
    "look_up": lambda _: "`getPromoNumber`",
    "former": NEUTRAL["former"],
    "destroy": lambda stack: _with_stack("pulumi destroy", stack),
    "setting": _setting,
    "unset": lambda name: _command(f"pulumi config rm {_setting(name)}"),
    "configure": lambda name: _command(f"pulumi config set {_setting(name)}"),
    "configure_of": lambda about: _with_stack(
        f"pulumi config set {_setting(about.partition(' ')[2])}", about.partition(" ")[0]
    ),
    "configure_secret": lambda name: _command(f"pulumi config set --secret {_setting(name)}"),
}

# The engine reads numbers of the plugin before each deployment, asked or not.
PLUGIN_WORDS: Words = {**WORDS, "deploy_unrefreshed": lambda stack: ""}
