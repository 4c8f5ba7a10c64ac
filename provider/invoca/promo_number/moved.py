"""What a person does about a number that somebody moved to another campaign by hand.

Owns: the words. Must not know: how it was found there.
"""

from __future__ import annotations

from collections.abc import Collection

from .. import next_steps as step
from .ignored import is_ignored
from .models import CampaignRef


def followed(
    digits: str,
    here: CampaignRef,
    there: CampaignRef,
    *,
    unrefreshed: str,
    place: str = "",
    stack: str = "",
    engine: str = "",
    urn: str = "",
    ignored: Collection[str] = (),
) -> str:
    """How a declaration that says `here`, and its state, get to say `there`.

    unrefreshed: how a deployment is run without a refresh, which would stop at the number; "" where
    the engine always reads it first: then the state has to forget it, and `adopt` never buys.
    ignored: the paths that the program ignores changes of, so that declaring them does nothing.
    """
    fields = _unlike(here, there)
    write = _written(fields)
    if any(is_ignored(field, ignored) for field, _ in fields):
        write = f"end its ignore_changes, {write}"
    if unrefreshed:
        return f"{write}{place} and run {unrefreshed}"
    return (
        f"{write} and {step.adopting(digits)}{place}, {step.forget(stack, engine, urn)}, and run "
        f"{step.deploy(stack, engine)}, which takes it over"
    )


def _unlike(here: CampaignRef, there: CampaignRef) -> list[tuple[str, str | None]]:
    return [
        (field, now)
        for field, was, now in zip(CampaignRef._fields, here, there, strict=True)
        if was != now
    ]


def _written(fields: Collection[tuple[str, str | None]]) -> str:
    """Such as: write `campaign_id: direct-mail`."""
    written = " and ".join(step.written(field, now) for field, now in fields if now)
    dropped = " and ".join(f"`{field}`" for field, now in fields if not now)
    told = (written and f"write {written}", dropped and f"remove {dropped}")
    return " and ".join(filter(None, told))
