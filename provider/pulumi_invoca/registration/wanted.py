"""A number to register, as it is declared."""

from __future__ import annotations

from typing import NamedTuple

from ..promo_number import PromoNumberArgs
from .request import is_plain


class WantedNumber(NamedTuple):
    """name, former_names: of the resource, with the campaign's prefix."""

    name: str
    args: PromoNumberArgs
    protect: bool
    former_names: tuple[str, ...] = ()

    def is_plain(self) -> bool:
        """Whether all that it holds is there already: no output of another resource."""
        return all(map(is_plain, vars(self.args).values()))
