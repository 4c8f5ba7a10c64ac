"""`invoca simulator`: a stand-in for Invoca on this machine, to try things without buying.

Owns: the options, and what is said about how to use it. Where one runs already, what the options
ask for is added to that one, so that a campaign can come later than the account.
"""

from __future__ import annotations

import signal
import socket
import sys
import time
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from invoca.campaign_file import read_campaign_file
from invoca.counted import plural
from invoca.promo_number.models import CampaignRef

from ..exit_codes import end_interrupted

if TYPE_CHECKING:
    import requests

    from invoca_simulator import Simulator


HERE = "127.0.0.1"
DATABASE = "INVOCA_SIMULATOR_DATABASE"  # a project to try things in keeps its account
WAKE_SECONDS = 1.0
LOOK_SECONDS = 5  # that a server on this machine may take to answer


class WantedAccount(NamedTuple):
    """What the account has to have. stacks: named as the campaign files."""

    stacks: tuple[str, ...]
    campaigns: tuple[CampaignRef, ...]
    fields: tuple[str, ...]
    knobs: dict[str, str]
    scenario: str | None = None


def simulator(
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1; 0 picks a free one.")] = 8765,
    database: Annotated[
        str,
        typer.Option(
            help="SQLite file to keep the account in; without one, it is lost when the simulator "
            "stops.",
            envvar=DATABASE,
            show_envvar=False,
        ),
    ] = ":memory:",
    serves: Annotated[
        list[Path] | None,
        typer.Option(
            "--for", help="Set up the campaigns and custom data fields of these campaign files."
        ),
    ] = None,
    files: Annotated[
        list[Path] | None, typer.Argument(help="More campaign files, as in --for stacks/*.yaml.")
    ] = None,
    campaign: Annotated[
        list[str] | None, typer.Option(help="A campaign to set up: advertiser/campaign.")
    ] = None,
    custom_field: Annotated[
        list[str] | None, typer.Option(help="A custom data field that the account knows.")
    ] = None,
    knob: Annotated[
        list[str] | None,
        typer.Option(
            help="A behaviour to change, as name=value; the simulator's page /docs lists them all."
        ),
    ] = None,
    scenario: Annotated[
        str | None, typer.Option(help="How Invoca behaves: calm, busy, late-reads, lost-answers.")
    ] = None,
) -> None:
    """Run a simulated Invoca account on this machine until Ctrl-C.

    If one already runs on that port, what you ask for is added to it.
    """
    wanted = _wanted([*(serves or ()), *(files or ())], campaign or [], custom_field or [])
    wanted = wanted._replace(knobs=dict(_pair(item) for item in knob or ()), scenario=scenario)
    if _is_taken(port):
        _add_to_running(port, wanted)
        return
    stand_in = _simulator(database, port, wanted)
    for where in wanted.campaigns:
        stand_in.add_campaign(where.advertiser_id, where.campaign_id, affiliates=_affiliates(where))
    stand_in.add_custom_fields(*wanted.fields)
    _run(stand_in, wanted, is_kept=database != ":memory:")


def _wanted(files: list[Path], campaigns: list[str], fields: list[str]) -> WantedAccount:
    stacks = [file.stem for file in files if not file.name.startswith("Pulumi.")]
    places = [CampaignRef(*_advertiser_and_campaign(item)) for item in campaigns]
    names = list(fields)
    for file in files:
        if not file.name.startswith("Pulumi."):  # a stack's settings, which lie beside them
            for entry in read_campaign_file(file).numbers.values():
                places.append(entry.declaration.campaign)
                names += entry.declaration.custom_data
    unique = dict.fromkeys
    return WantedAccount(tuple(unique(stacks)), tuple(unique(places)), tuple(unique(names)), {})


def _run(stand_in: Simulator, wanted: WantedAccount, *, is_kept: bool) -> None:
    """Until Ctrl-C, or SIGTERM; the server's own handling would not tell which it was."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        with stand_in:
            typer.echo(_how_to_use(stand_in, wanted.stacks, is_kept=is_kept))
            while True:
                # Not without an end: a signal that comes just before it is heard when it wakes.
                time.sleep(WAKE_SECONDS)
    except KeyboardInterrupt:
        end_interrupted("the simulated account has stopped")


def _how_to_use(stand_in: Simulator, stacks: tuple[str, ...], *, is_kept: bool) -> str:
    activate = _activation()
    lines = [
        f"A simulated Invoca account is at {stand_in.url} (open it in a browser).",
        "To use it, in another terminal, in this folder:",
        *([f"  {activate}"] if activate else []),
        f"  export INVOCA_BASE_URL={stand_in.url}",
        f"  export INVOCA_NETWORK_ID={stand_in.network_id}",
        f"  export INVOCA_API_TOKEN={stand_in.token}",
        "  export PULUMI_BACKEND_URL=file:///tmp PULUMI_CONFIG_PASSPHRASE=try",
        *(f"  pulumi stack select --create {name} && pulumi up" for name in map(quote, stacks)),
        "To add a campaign while it runs: invoca simulator --for stacks/NAME.yaml, in that "
        "terminal.",
        *([] if is_kept else ["Its numbers are lost when it stops; --database FILE keeps them."]),
        "Ctrl-C stops it.",
    ]
    return "\n".join(lines)


def _activation() -> str:
    """What makes the programs of this environment those of another terminal; "" for nothing."""
    script = Path(sys.prefix) / "bin" / "activate"
    if sys.prefix == sys.base_prefix or not script.is_file():
        return ""
    here = Path.cwd()
    return f". {quote(str(script.relative_to(here) if here in script.parents else script))}"


def _is_taken(port: int) -> bool:
    """Whether something answers there; asked before a database is opened."""
    with socket.socket() as door:
        door.settimeout(LOOK_SECONDS)
        return port != 0 and door.connect_ex((HERE, port)) == 0


def _simulator(database: str, port: int, wanted: WantedAccount) -> Simulator:
    try:
        from invoca_simulator import Simulator
    except ModuleNotFoundError as missing:
        raise typer.BadParameter(
            f"{missing.name} is not installed; run: pip install 'pulumi-invoca[simulator]'"
        ) from None
    stand_in = Simulator(database=database, port=port)
    try:
        if wanted.scenario is not None:
            stand_in.play(wanted.scenario)
        stand_in.set_knobs(**wanted.knobs)
    except KeyError as error:
        raise typer.BadParameter(str(error.args[0]), param_hint="--scenario") from None
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--knob") from None
    return stand_in


def _add_to_running(port: int, wanted: WantedAccount) -> None:
    """Raises typer.BadParameter where what runs on the port is not a simulated account."""
    import requests  # which commands that send nothing must not wait for

    address = f"http://{HERE}:{port}"
    campaigns = [
        {
            "advertiser": where.advertiser_id,
            "campaign": where.campaign_id,
            "affiliates": _affiliates(where),
        }
        for where in wanted.campaigns
    ]

    with requests.Session() as session:
        session.trust_env = False  # a proxy would not find this machine
        _ask(session, "GET", address, "knobs", None)
        for body in campaigns:
            _ask(session, "PUT", address, "campaigns", body)
        if wanted.fields:
            _ask(session, "PUT", address, "custom_fields", {"names": list(wanted.fields)})
        if wanted.scenario is not None:
            _ask(session, "PUT", address, "scenario", {"name": wanted.scenario})
        if wanted.knobs:
            _ask(session, "PATCH", address, "knobs", wanted.knobs)
    added = [
        plural(len(wanted.campaigns), "campaign"),
        plural(len(wanted.fields), "custom data field"),
        *([plural(len(wanted.knobs), "knob")] if wanted.knobs else []),
        *([f"the scenario {wanted.scenario}"] if wanted.scenario else []),
    ]
    typer.echo(f"The simulated account that already runs at {address} now has {', '.join(added)}.")
    for name in map(quote, wanted.stacks):
        typer.echo(f"  pulumi stack select --create {name} && pulumi up")


def _ask(session: requests.Session, method: str, address: str, path: str, body: Any) -> None:
    import requests

    try:
        answer = session.request(
            method, f"{address}/_simulator/{path}", json=body, timeout=LOOK_SECONDS
        )
    except requests.RequestException:
        answer = None
    if answer is None or not answer.ok:
        said = f" (it answered {answer.status_code} to {path})" if answer is not None else ""
        raise typer.BadParameter(
            f"something else runs at {address}{said}; --port 0 picks a free port",
            param_hint="--port",
        )


def _affiliates(where: CampaignRef) -> list[str]:
    return [where.affiliate_id] if where.affiliate_id else []


def _advertiser_and_campaign(item: str) -> tuple[str, str]:
    advertiser, _, name = item.partition("/")
    if not name:
        raise typer.BadParameter("write advertiser/campaign", param_hint="--campaign")
    return advertiser, name


def _pair(item: str) -> tuple[str, str]:
    name, separator, value = item.partition("=")
    if not separator:
        raise typer.BadParameter("write name=value", param_hint="--knob")
    return name, value
