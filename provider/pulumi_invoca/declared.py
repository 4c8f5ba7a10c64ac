"""What a program declares of a campaign's numbers, as the engine is told of it.

Owns: the three ways in which a number is written (arguments, plain values, an entry of a campaign
file), and that every mistake in plain values is reported at once. Must not know: how a number is
registered.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pulumi
from pydantic import ValidationError

from invoca.campaign_file import NumberEntry
from invoca.campaign_file.format import Options
from invoca.promo_number.declaring import is_protected
from invoca.promo_number.problems import Problem, declaration_problems, problems_of

from .promo_number import PromoNumberArgs
from .registration.request import is_plain
from .registration.wanted import WantedNumber

BESIDE_INPUTS = ("was", "protect")

Declared = PromoNumberArgs | NumberEntry | Mapping[str, Any]


def wanted_numbers(
    campaign: str, numbers: Mapping[str, Declared], *, prefix: str, consent: bool | None
) -> dict[str, WantedNumber]:
    """The numbers to register, by name. consent: what the campaign's options say of `protect`.

    Raises pulumi.RunError, which tells every mistake.
    """
    if not isinstance(numbers, Mapping):
        what = f"its numbers are a {type(numbers).__name__}; write a dict, with a name for each"
        raise pulumi.RunError(_mistaken(campaign, [what]))
    mistakes = [text for name, number in numbers.items() for text in _mistakes(name, number)]
    if mistakes:
        raise pulumi.RunError(_mistaken(campaign, mistakes))
    return {name: _wanted(prefix, name, number, consent) for name, number in numbers.items()}


def _wanted(prefix: str, name: str, number: Declared, consent: bool | None) -> WantedNumber:
    if isinstance(number, PromoNumberArgs):
        return WantedNumber(prefix + name, number, is_protected(consent))
    if isinstance(number, NumberEntry):
        args, options = _args(number), Options(was=number.was, protect=number.protect)
    else:
        values = dict(number)
        options = Options.model_validate({key: values.pop(key, None) for key in BESIDE_INPUTS})
        args = PromoNumberArgs(**values)
    former = tuple(prefix + was for was in options.was)
    return WantedNumber(prefix + name, args, is_protected(options.protect, consent), former)


def _args(entry: NumberEntry) -> PromoNumberArgs:
    inputs: dict[str, Any] = entry.declaration.model_dump(
        mode="json", exclude_none=True, exclude_defaults=True
    )
    return PromoNumberArgs(**inputs)


def _mistakes(name: object, number: Declared) -> Iterator[str]:
    if not isinstance(name, str) or not name:
        yield f"{name!r} is not a name for a number; write text, such as 'kroq'"
    elif isinstance(number, Mapping):
        for problem in _problems(number):
            yield f"{name}: {problem.field} {problem.text}"
    elif not isinstance(number, (PromoNumberArgs, NumberEntry)):
        yield (
            f"{name}: is a {type(number).__name__}; write a dict of its inputs, or PromoNumberArgs"
        )


def _problems(values: Mapping[str, Any]) -> Iterator[Problem]:
    """Only of what is there already; the provider looks at the rest when it is."""
    to_come = {key for key, value in values.items() if not is_plain(value)}
    inputs = {
        key: None if key in to_come else value
        for key, value in values.items()
        if key not in BESIDE_INPUTS
    }
    yield from declaration_problems(inputs, unknown=to_come, also_known=BESIDE_INPUTS)
    try:
        Options.model_validate({key: values.get(key) for key in BESIDE_INPUTS})
    except ValidationError as error:
        yield from problems_of(error, Options)


def _mistaken(campaign: str, mistakes: list[str]) -> str:
    count = "a mistake" if len(mistakes) == 1 else f"{len(mistakes)} mistakes"
    lines = [f"  {mistake}" for mistake in mistakes]
    title = f"The campaign '{campaign}' has {count}. Nothing was sent to Invoca."
    return "\n".join([title, *lines])
