"""`Campaign`: all the numbers of one campaign file as one component.

Owns: how entries of a campaign file become resources. Must not know: the file's syntax.
The type token `invoca:index:Campaign` is a contract.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pulumi

from invoca.account import NAMESPACE, Account
from invoca.campaign_file import CampaignFile, NumberEntry, read_campaign_file
from invoca.errors import InvocaError

from .promo_number import PromoNumber, PromoNumberArgs
from .registrations import Registrations, all_answered, garbage_waits


class Campaign(pulumi.ComponentResource):
    """The promo numbers of a campaign; each is a `PromoNumber` named by its key.

    Names are the numbers' own: two campaigns in one program need different ones, or a `prefix`.
    With hundreds of numbers the engine begins while they are still being declared, so inputs must
    not wait for what the program does only afterwards.
    """

    promo_numbers: dict[str, PromoNumber]
    """The resources, by the names in `numbers`."""
    numbers: pulumi.Output[dict[str, str]]
    """The ten digits of every number, by name."""

    def __init__(
        self,
        name: str,
        numbers: Mapping[str, PromoNumberArgs | NumberEntry],
        opts: pulumi.ResourceOptions | None = None,
        *,
        prefix: str = "",
    ) -> None:
        """numbers: what to declare, by name. prefix: put before each number's resource name."""
        super().__init__("invoca:index:Campaign", name, None, opts)
        consent = opts.protect if opts is not None else None
        registrations = Registrations()
        self.promo_numbers = {}
        with garbage_waits():
            for key, number in numbers.items():
                self.promo_numbers[key] = self._declare(prefix, key, number, consent)
                registrations.add(self.promo_numbers[key])
        # An output that fails ends the program; while others are being registered they would be
        # lost to this run, which `--continue-on-error` asked to go on.
        answered: pulumi.Output[int] = pulumi.Output.from_input(
            all_answered(self.promo_numbers.values())
        )
        self.numbers = answered.apply(
            lambda _: pulumi.Output.all(
                **{key: number.promo_number for key, number in self.promo_numbers.items()}
            )
        )
        self.register_outputs({"numbers": self.numbers})

    @classmethod
    def from_file(
        cls, name: str, path: str | Path, opts: pulumi.ResourceOptions | None = None
    ) -> Campaign:
        """The campaign that the file at `path` declares.

        Raises pulumi.RunError, whose text tells everything that is wrong with the file and the
        settings, before anything is declared.
        """
        _require_settings()
        campaign = _read(Path(path))
        for warning in campaign.warnings():
            pulumi.log.warn(warning)
        return cls(name, campaign.numbers, opts)

    def _declare(
        self, prefix: str, key: str, number: PromoNumberArgs | NumberEntry, consent: bool | None
    ) -> PromoNumber:
        options = pulumi.ResourceOptions(parent=self, protect=consent)
        if isinstance(number, PromoNumberArgs):
            return PromoNumber(prefix + key, number, options)
        if number.protect is not None:
            options.protect = number.protect
        if number.was:
            options.aliases = [pulumi.Alias(name=prefix + name) for name in number.was]
        return PromoNumber(prefix + key, _args(number), options)


def _args(entry: NumberEntry) -> PromoNumberArgs:
    inputs: dict[str, Any] = entry.declaration.model_dump(
        mode="json", exclude_none=True, exclude_defaults=True
    )
    return PromoNumberArgs(**inputs)


def _require_settings() -> None:
    """Says once, before any number is declared, what every number would have to say."""
    config = pulumi.Config(NAMESPACE)
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
        file.stem for file in path.parent.glob("*.yaml") if not file.name.startswith("Pulumi.")
    )
    choice = f" Or select a stack that has one: {', '.join(others)}." if others else ""
    return (
        f"Stack '{path.stem}' has no campaign file: {shown} does not exist. Create it (see "
        f"docs/campaign-file.md).{choice}"
    )
