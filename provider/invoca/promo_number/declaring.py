"""What a person does not write of a number, and what follows from what is written.

Owns: which inputs a declaration gets beside its own: the id that is made where none is declared,
those that it may have had, who declares it, and the consent. An engine's values that are not there
yet come as UNKNOWN; what is made of them is UNKNOWN too. Must not know: how a face writes a number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..unknown import UNKNOWN, Unknown, holds_unknown
from .identity import Declarer, identities
from .models import CREATE_ONLY, Declaration
from .record import DECLARED_BY, FORMER_IDS, FORMER_NAMES, ID_IS_GENERATED, PROTECT

# The inputs of which ids are made.
IDENTIFYING = (*CREATE_ONLY, "generation")


def inputs_of(
    declarer: Declarer | None,
    declared: Mapping[str, Any],
    former_names: Sequence[str | Unknown] | Unknown = (),
    *,
    protect: Any = None,
) -> dict[str, Any]:
    """The inputs by which a number is checked: `declared`, and what follows from it.

    declarer: None while who it is is not known. former_names: names that the number had, the latest
    first. protect: what is said of it, None for nothing. What is declared as None is not declared.
    """
    inputs = {**declared, PROTECT: True if protect is None else protect}
    if declarer is not None:
        inputs[DECLARED_BY] = str(declarer)
    known_names = [] if isinstance(former_names, Unknown) else list(former_names)
    if known_names and not holds_unknown(known_names):
        inputs[FORMER_NAMES] = known_names
    assigned_by = declared.get("id_assigned_by")
    if _is_made(declared.get("id_from_network"), assigned_by):
        known = None if isinstance(assigned_by, Unknown) else declarer
        inputs |= made_ids(known, declared, former_names)
    return inputs


def made_ids(
    declarer: Declarer | None,
    declared: Mapping[str, Any],
    former_names: Sequence[str | Unknown] | Unknown = (),
) -> dict[str, Any]:
    """The inputs that say under which id a number is bought that has none of its own."""
    covered = {name: declared[name] for name in IDENTIFYING if name in declared}
    is_known = not holds_unknown([covered, former_names])
    if declarer is None or isinstance(former_names, Unknown) or not is_known:
        return {"id_from_network": UNKNOWN, ID_IS_GENERATED: True}
    made = identities(declarer, covered, map(str, former_names))
    former = {FORMER_IDS: list(made.former)} if made.former else {}
    return {"id_from_network": made.id, ID_IS_GENERATED: True, **former}


def ids_of(
    declarer: Declarer, declared: Declaration, former_names: Sequence[str] = ()
) -> tuple[str, ...]:
    """Under which ids a declared number may live, likeliest first; none where Invoca picks it."""
    if _is_made(declared.id_from_network, declared.id_assigned_by):
        return ids_made_for(declarer, declared, former_names)
    return (declared.id_from_network,) if declared.id_from_network else ()


def ids_made_for(
    declarer: Declarer, declared: Declaration, former_names: Sequence[str] = ()
) -> tuple[str, ...]:
    """The ids that are made where a declaration has none of its own, likeliest first."""
    covered = {**declared.create_only_as_written(), "generation": declared.generation}
    made = identities(declarer, covered, former_names)
    return (made.id, *made.former)


def is_protected(*said: Any) -> bool:
    """Whether a number is protected from its release: only false is consent.

    said: what is said of it, the nearest first; what is None or not known yet says nothing.
    """
    return next((one for one in said if one is not None and one is not UNKNOWN), True) is not False


def _is_made(id_from_network: object, id_assigned_by: object) -> bool:
    return id_from_network is None and id_assigned_by != "invoca"
