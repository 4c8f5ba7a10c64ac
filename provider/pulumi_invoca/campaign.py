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
from invoca.documentation import page
from invoca.errors import InvocaError
from invoca.settings_file import read_settings_file

from .promo_number import PromoNumber, PromoNumberArgs
from .registration.answer import Value
from .registration.directly import Registrations, Wanted, can_register_directly
from .registration.numbers import (
    Children,
    PromoNumbers,
    all_digits,
    digits_of,
    number_object,
    output,
)


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
        wanted = {key: _wanted(prefix, key, number, consent) for key, number in numbers.items()}
        directly = can_register_directly(self)
        direct = {key: one for key, one in wanted.items() if directly and one.is_plain()}
        registrations = Registrations(self, direct)
        self._childResources = Children(registrations.answers)
        self.promo_numbers = PromoNumbers(
            {key: None if key in direct else self._by_the_sdk(wanted[key]) for key in wanted},
            lambda key: number_object(self, direct[key], registrations.answers[key]),
        )
        # The component stands for all of its numbers: who depends on it waits for each.
        self.numbers = output({self}, self._digits(registrations))
        self.register_outputs({"numbers": self.numbers})

    def _by_the_sdk(self, wanted: Wanted) -> PromoNumber:
        options = pulumi.ResourceOptions(
            parent=self,
            protect=wanted.protect,
            aliases=[pulumi.Alias(name=name) for name in wanted.former_names] or None,
        )
        return PromoNumber(wanted.name, wanted.args, options)

    async def _digits(self, registrations: Registrations) -> Value:
        await registrations.run()
        digits: list[tuple[str, Value | None]] = []
        for key in self.promo_numbers:
            answer = registrations.answers.get(key)
            value = (
                await digits_of(self.promo_numbers[key])
                if answer is None
                else answer.result().digits()
            )
            digits.append((key, value))
        return all_digits(digits)

    @classmethod
    def from_file(
        cls, name: str, path: str | Path, opts: pulumi.ResourceOptions | None = None
    ) -> Campaign:
        """The campaign that the file at `path` declares.

        Raises pulumi.RunError, whose text tells everything that is wrong with the file and the
        settings, before anything is declared.
        """
        _require_settings(Path(path).parent)
        campaign = _read(Path(path))
        for warning in campaign.warnings():
            pulumi.log.warn(warning)
        return cls(name, campaign.numbers, opts)


def _wanted(
    prefix: str, key: str, number: PromoNumberArgs | NumberEntry, consent: bool | None
) -> Wanted:
    if isinstance(number, PromoNumberArgs):
        return Wanted(prefix + key, number, protect=consent is not False)
    protect = consent if number.protect is None else number.protect
    return Wanted(
        prefix + key,
        _args(number),
        protect=protect is not False,
        former_names=tuple(prefix + name for name in number.was),
    )


def _args(entry: NumberEntry) -> PromoNumberArgs:
    inputs: dict[str, Any] = entry.declaration.model_dump(
        mode="json", exclude_none=True, exclude_defaults=True
    )
    return PromoNumberArgs(**inputs)


def _require_settings(folder: Path) -> None:
    """Says once, before any number is declared, what every number would have to say.

    folder: where the stack's settings lie too, if they lie where they usually do: what stands there
    is not what the engine hands on of it, where it is a number that YAML spells anew.
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
        file.stem for file in path.parent.glob("*.yaml") if not file.name.startswith("Pulumi.")
    )
    choice = f" Or select a stack that has one: {', '.join(others)}." if others else ""
    return (
        f"Stack '{path.stem}' has no campaign file: {shown} does not exist. Create it (see "
        f"{page('campaign-file')}).{choice}"
    )
