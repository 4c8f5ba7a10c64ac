"""`invoca simulator`: a stand-in for Invoca on this machine, to try things without buying."""

from __future__ import annotations

import shlex
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from invoca.campaign_file import read_campaign_file

from ..exit_codes import end_interrupted

if TYPE_CHECKING:
    from invoca_simulator import Simulator


def simulator(
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1; 0 takes a free one.")] = 8765,
    database: Annotated[
        str, typer.Option(help="SQLite file that survives a restart, or :memory:.")
    ] = "invoca-simulator.db",
    serves: Annotated[
        list[Path] | None,
        typer.Option(
            "--for", help="Campaign files whose campaign and custom data fields are set up."
        ),
    ] = None,
    campaign: Annotated[
        list[str] | None, typer.Option(help="A campaign to set up: advertiser/campaign.")
    ] = None,
    custom_field: Annotated[
        list[str] | None, typer.Option(help="A custom data field that the account knows.")
    ] = None,
    knob: Annotated[
        list[str] | None,
        typer.Option(help="name=value; the page at /docs lists every knob."),
    ] = None,
) -> None:
    """Run a simulated Invoca account on this machine until Ctrl-C."""
    stand_in = _simulator(database, port, dict(_pair(item) for item in knob or ()))
    for file in serves or ():
        _set_up(stand_in, file)
    for item in campaign or ():
        advertiser, _, name = item.partition("/")
        if not name:
            raise typer.BadParameter("write advertiser/campaign", param_hint="--campaign")
        stand_in.add_campaign(advertiser, name)
    stand_in.add_custom_fields(*(custom_field or ()))
    _run(stand_in, serves or ())


def _run(stand_in: Simulator, files: Sequence[Path]) -> None:
    """Until Ctrl-C, or SIGTERM; the server's own handling would not tell which it was."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        with stand_in:
            typer.echo(_how_to_use(stand_in, files))
            threading.Event().wait()
    except KeyboardInterrupt:
        end_interrupted("the simulated account has ended")


def _how_to_use(stand_in: Simulator, files: Sequence[Path]) -> str:
    stack = shlex.quote(files[0].stem) if files else ""
    deploy = f"  pulumi stack select --create {stack} && pulumi up\n" if stack else ""
    return (
        f"A simulated Invoca account is at {stand_in.url} (open it in a browser).\n"
        "To use it, in another terminal:\n"
        f"  export INVOCA_BASE_URL={stand_in.url}\n"
        f"  export INVOCA_NETWORK_ID={stand_in.network_id}\n"
        f"  export INVOCA_API_TOKEN={stand_in.token}\n"
        "  export PULUMI_BACKEND_URL=file:///tmp PULUMI_CONFIG_PASSPHRASE=try\n"
        f"{deploy}"
        "Ctrl-C ends it."
    )


def _simulator(database: str, port: int, knobs: dict[str, str]) -> Simulator:
    try:
        from invoca_simulator import Simulator
    except ModuleNotFoundError as missing:
        raise typer.BadParameter(
            f"{missing.name} is not installed; run: pip install 'pulumi-invoca[simulator]'"
        ) from None
    try:
        return Simulator(database=database, port=port, knobs=knobs)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--knob") from None


def _set_up(stand_in: Simulator, file: Path) -> None:
    for entry in read_campaign_file(file).numbers.values():
        where = entry.declaration.campaign
        affiliates = [where.affiliate_id] if where.affiliate_id else []
        stand_in.add_campaign(where.advertiser_id, where.campaign_id, affiliates=affiliates)
        stand_in.add_custom_fields(*entry.declaration.custom_data)


def _pair(item: str) -> tuple[str, str]:
    name, separator, value = item.partition("=")
    if not separator:
        raise typer.BadParameter("write name=value", param_hint="--knob")
    return name, value
