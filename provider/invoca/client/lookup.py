"""What Invoca's "not found" means when a number is looked for by GET.

Owns: that only Invoca's own RecordNotFound says that a number is not there. Must not know: why it
is looked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ..errors import NotFound
from ..promo_number.models import PromoNumber


def first_live(gets: Iterable[Callable[[], PromoNumber]]) -> PromoNumber | None:
    """The first live number that one of these calls finds; None where there is certainly none.

    Raises InvocaError, also for a 404 that is not Invoca's own.
    """
    for get in gets:
        try:
            found = get()
        except NotFound as error:
            if not error.record_not_found:
                raise
            continue
        if not found.is_released:
            return found
    return None
