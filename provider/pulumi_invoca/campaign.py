"""`Campaign`: all the numbers of one campaign file as one component.

Owns: the component, its outputs, and what is read before anything is declared. Must not know: the
file's syntax, or how numbers are registered.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pulumi
from pulumi.runtime.settings import get_monitor

from invoca.account import NAMESPACE, Account
from invoca.campaign_file import SUFFIXES, CampaignFile, NumberEntry, read_campaign_file
from invoca.counted import some
from invoca.documentation import page
from invoca.errors import InvocaError
from invoca.settings_file import read_settings_file
from pulumi_stack.kinds import CAMPAIGN

from .cancellation import end_quietly_when_interrupted
from .declared import wanted_numbers
from .promo_number import PromoNumber, PromoNumberArgs
from .registration.monitor import speaks_grpc
from .registration.numbers import RegisteredNumbers


class Campaign(pulumi.ComponentResource):
    """The promo numbers of a campaign; each is a `PromoNumber` named by its key.

    Written as arguments, or as plain values with the keys of a campaign file:

        Campaign("radio", {"kroq": PromoNumberArgs(advertiser_id="acme", ...)})
        Campaign("radio", {"kroq": {"advertiser_id": "acme", ..., "protect": False}})

    Names are the numbers' own: two campaigns in one program need different ones, or a `prefix`.
    """

    promo_numbers: dict[str, PromoNumber]
    """The resources, by the names in `numbers`; each is made when it is asked for."""
    numbers: pulumi.Output[dict[str, str]]
    """The ten digits of every number, by name; without those that this run did not make."""

    def __init__(
        self,
        name: str,
        numbers: Mapping[str, PromoNumberArgs | NumberEntry | Mapping[str, Any]],
        opts: pulumi.ResourceOptions | None = None,
        *,
        prefix: str = "",
    ) -> None:
        """numbers: what to declare, by name. prefix: put before each number's resource name.

        Raises pulumi.RunError, whose text tells everything that is wrong with plain values, before
        anything is declared.
        """
        consent = opts.protect if opts is not None else None
        wanted = wanted_numbers(name, numbers, prefix=prefix, consent=consent)
        if speaks_grpc(get_monitor()):
            end_quietly_when_interrupted()
        super().__init__(CAMPAIGN, name, None, opts)
        registered = RegisteredNumbers(self, wanted)
        self._childResources = registered.children
        self.promo_numbers = registered.by_name
        self.numbers = registered.digits
        self.register_outputs({"numbers": self.numbers})

    @classmethod
    def from_file(
        cls,
        name: str,
        path: str | Path,
        opts: pulumi.ResourceOptions | None = None,
        *,
        prefix: str = "",
    ) -> Campaign:
        """The campaign that the file at `path` declares. prefix: as above; before `was` too.

        Raises pulumi.RunError, whose text tells everything that is wrong with the file and the
        settings, before anything is declared.
        """
        _require_settings(Path(path).parent)
        campaign = _read(Path(path))
        for warning in campaign.warnings():
            pulumi.log.warn(warning)
        return cls(name, campaign.numbers, opts, prefix=prefix)


def _require_settings(folder: Path) -> None:
    """Says once, before any number is declared, what every number would have to say.

    folder: where the stack's settings lie too, if they lie where they usually do: what is written
    there is not what the engine passes on, where it is a number that YAML spells differently.
    """
    config = pulumi.Config(NAMESPACE)
    file = folder / f"Pulumi.{pulumi.get_stack()}.yaml"
    for mistake in read_settings_file(file).mistakes:
        place = f"{folder.name}/{file.name}:{mistake.line}"
        raise pulumi.RunError(f"reading the Invoca settings: {place} {mistake.text}")
    try:
        Account.load(config.get, os.environ)
    except InvocaError as error:
        raise pulumi.RunError(str(error)) from None


def _read(path: Path) -> CampaignFile:
    shown = f"{path.parent.name}/{path.name}" if path.parent.name else path.name
    try:
        return read_campaign_file(path, shown_as=shown)
    except InvocaError as error:
        raise pulumi.RunError(str(error)) from None
    except FileNotFoundError:
        raise pulumi.RunError(_missing(path, shown)) from None
    except OSError as error:
        raise pulumi.RunError(f"{shown} cannot be read: {error.strerror or error}") from None


def _missing(path: Path, shown: str) -> str:
    others = sorted(
        file.stem
        for file in path.parent.glob("*")
        if file.suffix in SUFFIXES and not file.name.startswith("Pulumi.")
    )
    choice = f" Or select a stack that has one: {some(others)}." if others else ""
    return (
        f"Stack '{path.stem}' has no campaign file: {shown} does not exist. Create it (see "
        f"{page('campaign-file')}).{choice}"
    )
