"""The words for what this provider refuses, beside what `invoca` does, and for what it keeps."""

from __future__ import annotations

from collections.abc import Sequence

from .fields import DELETION_PROTECTION, KEY
from .wire.diagnostics import Diagnostic, error, warning


def protected(key: str, digits: str, what: str, otherwise: str = "") -> Diagnostic:
    """digits: "" while its purchase is pending. what: would release it: "destroying it".
    otherwise: what else ends that, as `where_none_shows` has it."""
    it = f"the phone number {digits}" if digits else "the number that its purchase may have bought"
    return error(
        f"{digits or 'The number'} ('{key}') is protected",
        f"This plan would release {it} for good by {what}. The state does not hold your consent. "
        "If you mean to release it, set `deletion_protection = false`, apply that, and then make "
        f"this change again; if not, undo the change.{otherwise}",
        (DELETION_PROTECTION.name,),
    )


def where_none_shows(sent_at: str, no_longer: str) -> str:
    """What else a person can do about what is kept of a purchase, whatever the configuration says
    of it by now. sent_at, no_longer: as for `pending_beside`."""
    return (
        f" The purchase was sent at {sent_at}: if Invoca shows no such number in five minutes, say "
        f"so with {no_longer}, and the state lets go of it."
    )


def declared_twice(key: str) -> Diagnostic:
    return error(
        f"The key '{key}' is declared twice",
        "Two resources with the same key would share one number. Give one of them another key.",
        (KEY.name,),
    )


def asked_for_twice(key: str) -> Diagnostic:
    return error(
        f"The number of the key '{key}' is asked for twice",
        "Another resource of this configuration adopts it, or declares the same id. One number "
        "cannot be two resources: change or remove one of them.",
        (KEY.name,),
    )


def held_elsewhere(key: object) -> Diagnostic:
    return error(
        f"The number of the key '{key}' moved to another address",
        "The state holds it at another address, or as what an interrupted replacement left behind. "
        "Terraform would destroy it there and create it here. Add a `moved` block, or remove the "
        "old address with `terraform state rm`: the number is then found again by its id, and "
        "nothing is bought.",
        (KEY.name,),
    )


def held_twice(digits: str) -> Diagnostic:
    return error(
        f"The state holds {digits} twice",
        f"One number cannot be two resources. `terraform state list -id={digits}` lists the "
        "addresses. Take out the one that is not to have the number with `terraform state rm` and "
        "its address, which releases nothing (`taken_over = true` tells which one came to it "
        "later); then remove its block, or write `generation = 2` there to buy another number. "
        "Where it lists one address, an interrupted replacement left the number behind there: "
        "take that one out and run `terraform apply`, which finds the number by its id.",
        (KEY.name,),
    )


def kept_by_another(asking: str, keeper: str) -> Diagnostic:
    """asking, keeper: the keys of both."""
    return error(
        f"The number that '{asking}' asks for is kept by '{keeper}'",
        f"'{asking}' adopts it, or its id was made of that key before its resource got another "
        f"one. One number cannot be two resources. To buy another number for '{asking}', write "
        "`generation = 2` there, or a key that no number had; if it is the same number, add a "
        "`moved` block. Where resources with `count` have shifted, use `for_each` over the keys.",
        (KEY.name,),
    )


def key_of_another(key: str) -> Diagnostic:
    return error(
        f"The key '{key}' would go to another number",
        f"This plan gives it to a number that had another key, and releases the number of "
        f"'{key}'. That happens where resources with `count` shift: use `for_each` over the keys, "
        "with `moved` blocks, so that each number keeps its own. If that number is to be released "
        "and its key to be used again, do so in two applies.",
        (KEY.name,),
    )


def unfinished(key: str, digits: Sequence[str]) -> Diagnostic:
    """digits: what the state holds under the key."""
    return error(
        f"A replacement of the key '{key}' is not finished",
        f"It was interrupted, so the state holds {' and '.join(digits)}. This plan asks for the "
        "number that the interrupted replacement still has to release. Put the arguments back as "
        "they were for that replacement, and apply: that finishes it. Then make this change. If "
        "they are already as they were, `terraform state rm` of its address and another apply "
        "repairs the state: the number is found by its id.",
        (KEY.name,),
    )


def pending_beside(key: str, sent_at: str, no_longer: str) -> Diagnostic:
    """sent_at, no_longer: when its purchase was sent, and what a person says once Invoca shows no
    number."""
    return error(
        f"A purchase for the key '{key}' is pending in what a replacement left behind",
        f"The replacement was interrupted. The purchase was sent at {sent_at}, and nobody knows "
        "whether a number was bought. Run `terraform plan` again in five minutes: if Invoca shows "
        "the number, the plan then says how to repair the state. If Invoca shows none by then, "
        f"say so with {no_longer}, and a number is bought.",
        (KEY.name,),
    )


def may_replace(digits: str, names: Sequence[str]) -> Diagnostic:
    """names: what chooses a number, and is not known yet."""
    return warning(
        f"The change of {digits} may turn out to be a replacement",
        f"{_quoted(names)} will be known only in the apply. Where that asks for another number, "
        "the apply ends before it sends anything for this one, and the next one shows the "
        "replacement.",
        (names[0],),
    )


def adopted_late(key: str) -> Diagnostic:
    """key: of what adopts."""
    return error(
        f"The number that '{key}' adopts may be one that this plan releases",
        "Its `adopt` will be known only in the apply, and an engine may release first. Apply the "
        "two changes one after the other: leave out the one or the other now.",
        ("adopt",),
    )


def not_adopted_yet(key: str) -> Diagnostic:
    return warning(
        f"This apply does not adopt the number of '{key}' yet",
        "Its `adopt` will be known only in the apply, and no plan has seen then what else holds "
        "that number. This apply ends with an error for it, and changes nothing of it; the next "
        "one takes it over.",
        ("adopt",),
    )


def known_late(names: Sequence[str]) -> Diagnostic:
    """names: what asks for another number than the one that the plan showed a change of."""
    asks = "asks" if len(names) == 1 else "ask"
    return error(
        f"A change turned out to be a replacement ({', '.join(names)})",
        f"{_quoted(names)} came to be known only in this apply, and {asks} for another number. "
        "Nothing was sent; run `terraform apply` again, which shows the replacement.",
        (names[0],),
    )


def _quoted(names: Sequence[str]) -> str:
    return " and ".join(f"`{name}`" for name in names)


def lost_by_replacement(digits: str) -> Diagnostic:
    return error(
        f"{digits} would be lost by this replacement",
        "A replacement that nothing in the configuration asks for (-replace, or a tainted "
        "resource) keeps the phone number, because it is found again by its id. This one has "
        "another id, or one that is known only after the apply. Write "
        f'`adopt = "{digits}"` to keep it, or run `terraform untaint`; to buy another number, '
        "increase `generation`.",
        (KEY.name,),
    )


def taken_over(digits: str) -> Diagnostic:
    return warning(
        f"{digits} was live already, and was taken over",
        "It has the id that this `namespace` and `key` make: a run that was killed, or a lost "
        "state, left it behind, or a saved plan replaces it with itself (create_before_destroy), "
        "and nothing is to be done. If another state holds it, two states share a "
        "namespace: give this one a namespace of its own, and remove the number from this state "
        "with `terraform state rm`.",
    )


def kept(digits: str) -> Diagnostic:
    return warning(
        f"{digits} was kept",
        "A replacement that nothing in the configuration asks for keeps the phone number: the new "
        "resource takes it over. To buy another one, increase `generation`.",
    )
