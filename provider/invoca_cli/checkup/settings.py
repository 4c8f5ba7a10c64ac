"""Where the settings of each stack come from, and whether they make an account.

Owns: the two sources, environment and Pulumi.<stack>.yaml. Nothing of the token is ever shown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from invoca.account import ENVIRONMENT, NAMESPACE, Account
from invoca.counted import some
from invoca.errors import InvocaError

from ..workspace.project import SEALED, Project, StackSettings, is_secret, shown, stack_settings
from . import SHOWN, Check, note, ok, wrong

_TOKEN = f"{NAMESPACE}:apiToken"
_NOT_ASKED = note(
    "token",
    "not checked, and neither are campaigns and clock: there is no account to ask",
    "Correct the settings, then run it again",
)


class JudgedSettings(NamedTuple):
    """Those of one stack. account: None where they make none, or only the engine can open them."""

    stack: str
    account: Account | None
    checks: tuple[Check, ...]


def settings_of(
    stack: str, project: Project, environment: Mapping[str, str], network_id: str | None = None
) -> JudgedSettings:
    """network_id: taken where neither source has one."""
    found = stack_settings(stack, project)
    if found.mistakes:
        what = "; ".join(found.mistakes)
        return JudgedSettings(
            stack, None, (wrong("settings", what, "Correct the file"), _NOT_ASKED)
        )
    return _judged(stack, found, environment, network_id)


def together(settings: Iterable[JudgedSettings]) -> list[Check]:
    """The checks of all stacks: one where they agree."""
    stacks: defaultdict[Check, list[str]] = defaultdict(list)
    for one in settings:
        for check in one.checks:
            stacks[check].append(one.stack)
    return [
        check._replace(text=f"{check.text} (for {some(names, SHOWN)})") if any(names) else check
        for check, names in stacks.items()
    ]


def _judged(
    stack: str, found: StackSettings, environment: Mapping[str, str], network_id: str | None
) -> JudgedSettings:
    config, given = found.config, found.ours
    if network_id:
        given.setdefault("networkId", network_id)
    # {secure: ...}: only the engine can open it.
    is_sealed = not environment.get("INVOCA_API_TOKEN") and is_secret(config.get(_TOKEN))
    if is_sealed:
        given["apiToken"] = SEALED
    try:
        account = Account.load(given.get, environment, given=given)
    except InvocaError as error:
        text = str(error).removeprefix("reading the Invoca settings: ").rstrip(".")
        remedy = "Set what it names; the environment wins over the stack's settings"
        return JudgedSettings(stack, None, (wrong("settings", text, remedy), _NOT_ASKED))
    checks = [ok("settings", _told(account, config, environment))]
    if is_sealed:
        text = "the token is a secret of the stack, which only the engine can read"
        remedy = "To check the account too, put the token into INVOCA_API_TOKEN"
        return JudgedSettings(stack, None, (*checks, note("token", text, remedy)))
    if isinstance(config.get(_TOKEN), str):
        text = f"a token is stored in plain text in {shown(found.path)}"
        remedy = f"Replace it with `pulumi config set --secret {_TOKEN} --stack {stack}`"
        checks.append(wrong("token", text, remedy))
    return JudgedSettings(stack, account, tuple(checks))


def _told(account: Account, config: Mapping[str, Any], environment: Mapping[str, str]) -> str:
    def source(field: str, key: str, otherwise: str) -> str:
        if environment.get(ENVIRONMENT[field]):
            return ENVIRONMENT[field]
        return "the stack's settings" if f"{NAMESPACE}:{key}" in config else otherwise

    return (
        f"network {account.network_id} from {source('network_id', 'networkId', '--network-id')}, "
        f"{account.base_url} from {source('base_url', 'baseUrl', 'the default')}, "
        f"a token from {source('api_token', 'apiToken', '?')}"
    )
