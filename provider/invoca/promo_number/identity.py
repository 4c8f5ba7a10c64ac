"""The id_from_network that is made where nobody declares one.

Owns: the one recipe, what older recipes made of the same declaration, and how an id that an account
stores in its own way is recognised as the one that was asked for. Same declaration, same id, on any
machine, in any run, however it was spelled: this is what makes a purchase repeatable without ever
buying twice.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from .models import CREATE_ONLY, Declaration
from .record import unchecked

NAME_MAXIMUM = 60  # characters of the name that the id repeats
_HASH_LENGTH = 12
_GENERATED = re.compile(rf"^(?P<name>.+)-[0-9a-f]{{{_HASH_LENGTH}}}(-[2-9])?$", re.I)
MOST_SUCCESSORS = 9
GENERATIONS_TRIED = 5


class Declarer(NamedTuple):
    """Who declares a number: a name that is unique in its stack, which is unique in its project."""

    project: str
    stack: str
    name: str

    def __str__(self) -> str:
        return "/".join(self)

    @classmethod
    def within(cls, namespace: str, name: str) -> Declarer:
        """namespace: "project/stack", or a word."""
        project, _, stack = namespace.partition("/")
        return cls(project, stack, name)

    @classmethod
    def read(cls, text: object) -> Declarer | None:
        """The reverse of `str`; None where `text` is not one. Names may hold slashes."""
        parts = str(text or "").split("/", 2)
        return cls(*parts) if len(parts) == 3 else None


class Identities(NamedTuple):
    """id: to ask for. former: under which the number may live already, likeliest first."""

    id: str
    former: tuple[str, ...] = ()


def identities(
    declarer: Declarer, inputs: Mapping[str, Any], former_names: Iterable[str] = ()
) -> Identities:
    """The generated id of a declaration, and the ids that it may have got before.

    inputs: the declared inputs as they are written; only those that choose the number count, and
    `generation`. former_names: names that the number had, the latest first.
    """
    declared = unchecked(inputs).declared
    # What is no whole number is a mistake, which a check tells.
    generation = (isinstance(declared.generation, int) and declared.generation) or 1
    wanted = declared.create_only()
    id_ = generated_id(*declarer, create_only=wanted, generation=generation)
    former: list[str] = []
    for name in (declarer.name, *former_names):
        who = declarer._replace(name=name)
        for form in (name, *_other_forms(name)):
            written = declarer._replace(name=form)
            former.append(generated_id(*written, create_only=wanted, generation=generation))
        for spelling in _spellings(inputs, wanted):
            former.append(_of_older_recipe(who, spelling, generation))
    return Identities(id_, tuple(one for one in dict.fromkeys(former) if one != id_))


def generated_id(
    project: str,
    stack: str,
    name: str,
    *,
    create_only: Mapping[str, object],
    generation: int = 1,
) -> str:
    """`<name>-<hash>` of lower-case letters, digits and `-`; the hash covers everything given.

    create_only: as `Declaration.create_only()` gives it.
    """
    digest = _hash(Declarer(project, stack, name), create_only, generation)
    return f"{readable(name)}-{digest}"


def was_made_for(id_: str, declarer: Declarer, choices: Iterable[Declaration]) -> bool:
    """Whether an id was generated for a declarer, now or before it was changed.

    choices: what is declared today under the name; plain numbers of the first generations are tried
    besides.
    """
    asked: list[Mapping[str, Any]] = [{}]
    asked += [declared.create_only_as_written() for declared in choices]
    for inputs in asked:
        for generation in range(1, GENERATIONS_TRIED + 1):
            made = identities(declarer, {**inputs, "generation": generation})
            if any(is_same_id(one, id_) for one in (made.id, *made.former)):
                return True
    return False


def successor(id_: str, spent: int) -> str:
    """The id to ask for where `spent` (1 or more) numbers had this id and were released, in an
    account that never gives an id twice."""
    return f"{id_}-{spent + 1}"


def with_successors(id_: str) -> tuple[str, ...]:
    """An id, and those that are asked for after it, one after the other."""
    return (id_, *(successor(id_, spent) for spent in range(1, MOST_SUCCESSORS)))


def readable(name: str) -> str:
    """The part of a generated id that tells whose it is."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:NAME_MAXIMUM].strip("-") or "number"


def name_in(id_from_network: str | None) -> str | None:
    """The readable part of an id that was generated here, by whatever recipe; else None."""
    found = _GENERATED.match((id_from_network or "").strip())
    return readable(found["name"]) if found else None


def folded_id(id_from_network: str | None) -> str:
    """An id without what an account may store differently."""
    return one_form((id_from_network or "").strip().casefold())


def one_form(text: str) -> str:
    """Text in the one form of Unicode in which what looks the same is the same: some systems write
    an accent as a character of its own."""
    return unicodedata.normalize("NFC", text)


def is_declared_alike(one: object, other: object) -> bool:
    """Whether two declared ids are the same text; an account may tell capitals apart."""
    are_texts = isinstance(one, str) and isinstance(other, str)
    return one == other or (are_texts and one_form(str(one)) == one_form(str(other)))


def is_same_id(asked: str, shown: str | None) -> bool:
    """Whether an account that shows `shown` stored `asked`: in lower case, trimmed, in another form
    of Unicode.

    A prefix that the account puts before it is believed of generated ids only: their hash tells.
    """
    if shown is None:
        return False
    wanted, found = folded_id(asked), folded_id(shown)
    return wanted == found or (name_in(asked) is not None and found.endswith(wanted))


def may_be_same_id(asked: str, shown: str | None) -> bool:
    """Whether an account may have stored `asked` as `shown`, with something put before it.

    Of an id that somebody declared ("1" and "spring-1") this proves nothing by itself.
    """
    wanted, found = folded_id(asked), folded_id(shown)
    before = found.removesuffix(wanted)
    return bool(wanted and before) and before != found and not before[-1].isalnum()


def _other_forms(name: str) -> Iterator[str]:
    """The other forms of Unicode in which a name may have been written. Each of their ids costs a
    purchase one call, so none is made by an older recipe."""
    if not name.isascii():
        forms = (one_form(name), unicodedata.normalize("NFD", name))
        yield from (form for form in forms if form != name)


def _spellings(
    inputs: Mapping[str, Any], canonical: Mapping[str, object]
) -> Iterator[Mapping[str, Any]]:
    """What older recipes hashed: the canonical inputs, or the inputs as a program or a file wrote
    them."""
    yield canonical
    yield unchecked(inputs).declared.create_only_as_written()
    yield {name: inputs[name] for name in CREATE_ONLY if inputs.get(name)}


def _of_older_recipe(who: Declarer, create_only: Mapping[str, Any], generation: int) -> str:
    """As ids were made before they kept to lower case."""
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", who.name).strip("-.")[:NAME_MAXIMUM] or "number"
    return f"{name}-{_hash(who, create_only, generation)}"


def _hash(who: Declarer, create_only: Mapping[str, object], generation: int) -> str:
    facts = [*who, create_only, generation]
    text = json.dumps(facts, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:_HASH_LENGTH]
