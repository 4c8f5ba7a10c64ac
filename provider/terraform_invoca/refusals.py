"""The words for what this provider refuses, beside what `invoca` does, and for what it keeps."""

from __future__ import annotations

from collections.abc import Sequence

from .fields import DELETION_PROTECTION, KEY
from .wire.diagnostics import Diagnostic, error, warning


def protected(key: str, digits: str, what: str) -> Diagnostic:
    """digits: "" while its purchase is pending. what: would release it: "destroying it"."""
    it = f"the phone number {digits}" if digits else "the number that its purchase may have bought"
    return error(
        f"{digits or 'The number'} ('{key}') is protected",
        f"This plan would release {it} for good by {what}. The state does "
        "not hold your consent. If it is meant, set `deletion_protection = false`, apply that, and "
        "then make this change again; if not, undo it.",
        (DELETION_PROTECTION.name,),
    )


def declared_twice(key: str) -> Diagnostic:
    return error(
        f"The key '{key}' is declared twice",
        "Two resources with one key would be one number. Give one of them another key.",
        (KEY.name,),
    )


def asked_for_twice(key: str) -> Diagnostic:
    return error(
        f"The number of the key '{key}' is asked for twice",
        "Another resource of this configuration adopts it, or gives it the same id. One number "
        "cannot be two resources.",
        (KEY.name,),
    )


def held_elsewhere(key: object) -> Diagnostic:
    return error(
        f"The number of the key '{key}' has another address now",
        "The state holds it at another address, or as what an interrupted replacement left behind. "
        "This plan would let go of it there, and want it here. Say with a `moved` block that it is "
        "the same number; or take the old one out of its state with `terraform state rm`: it is "
        "found again by its id, and nothing is bought.",
        (KEY.name,),
    )


def unfinished(key: str, digits: Sequence[str]) -> Diagnostic:
    """digits: what the state holds under the key."""
    return error(
        f"A replacement of the key '{key}' is not finished",
        f"It was interrupted, so that the state holds {' and '.join(digits)}. This plan would "
        "want the one again that is still to be released. Put the arguments back as they were for "
        "that replacement, and apply: that finishes it. Then make this change. If they are "
        "as they were, `terraform state rm` of its address and an apply make it whole: the number "
        "is found by its id.",
        (KEY.name,),
    )


def pending_beside(key: str, sent_at: str, no_longer: str) -> Diagnostic:
    """sent_at, no_longer: when its purchase was sent, and what a person says once Invoca shows no
    number."""
    return error(
        f"A purchase for the key '{key}' is pending in what a replacement left behind",
        f"The replacement was interrupted. The purchase was sent at {sent_at}, and nobody knows "
        "whether a number was bought. Run `terraform plan` again in five minutes: where Invoca "
        "shows the number, it says how the state is made whole. If Invoca shows none by then, "
        f"say so with {no_longer}, and a number is bought.",
        (KEY.name,),
    )


def lost_by_replacement(digits: str) -> Diagnostic:
    return error(
        f"{digits} would be lost by this replacement",
        "A replacement that nothing in the configuration asks for (-replace, or a resource that is "
        "tainted) keeps the phone number, because it is found again by its id. This one has "
        f'another id. Write `adopt = "{digits}"` to keep it, or run `terraform untaint`; to buy '
        "another number, increase `generation`.",
        (KEY.name,),
    )


def taken_over(digits: str) -> Diagnostic:
    return warning(
        f"{digits} was live already, and was taken over",
        "It has the id that this `namespace` and `key` make. A run that was killed, or a lost "
        "state, leaves such a number behind. If another state holds it, two states have one "
        "namespace: give this one a namespace of its own, and take the number out of it with "
        "`terraform state rm`.",
    )


def kept(digits: str) -> Diagnostic:
    return warning(
        f"{digits} was kept",
        "A replacement that nothing in the configuration asks for keeps the phone number: the new "
        "resource takes it over. To buy another one, increase `generation`.",
    )
