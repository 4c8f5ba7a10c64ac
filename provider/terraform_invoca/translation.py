"""Stand-in for the core's own steps over records, until those have landed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from invoca.errors import InvocaError, NotFound, NotKept
from invoca.lifecycle import Identity, Lifecycle
from invoca.promo_number.choice import same_choice
from invoca.promo_number.comparison import MAY_BE_HIDDEN, same_value
from invoca.promo_number.identity import generated_id
from invoca.promo_number.models import (
    COMPARED,
    CREATE_ONLY,
    MOVING,
    UPDATING,
    CampaignRef,
    Declaration,
    PromoNumber,
)
from invoca.promo_number.problems import Problem, declaration_problems
from invoca.promo_number.unchecked import unchecked

from .wire.values import UNKNOWN as UNKNOWN
from .wire.values import holds_unknown

ID_IS_GENERATED = "id_is_generated"
FORMER_IDS = "former_ids"
PROTECT = "protect"
DECLARED_BY = "declared_by"
DECLARED_ID = "declared_id"
CREATE_ONLY_UNKNOWN = "create_only_unknown"
DECLARED = tuple(Declaration.model_fields)
BOOKKEEPING = (ID_IS_GENERATED, FORMER_IDS, PROTECT, DECLARED_BY)


class Diffed(NamedTuple):
    is_change: bool
    replaces: tuple[str, ...] = ()


class Made(NamedTuple):
    resource_id: str
    outputs: dict[str, Any]
    error: InvocaError | None = None


class Locator:
    def __init__(self, life: Lifecycle) -> None:
        self._life = life

    def find(self, where: CampaignRef, digits: str) -> PromoNumber | None:
        return self._life._presence.find(where, Identity(digits))

    def under_id(self, where: CampaignRef, id_: str) -> PromoNumber | None:
        try:
            return self._life._client.get_by_id(where, id_)
        except NotFound:
            return None

    def listed(self, where: CampaignRef) -> list[PromoNumber]:
        return list(self._life._listing.of(where).fetch().values())


class Number:
    """One verb of a number's life, over records."""

    def __init__(self, life: Lifecycle, tell: Callable[[str], None]) -> None:
        self._life = life

    def check(
        self, olds: Mapping[str, Any], news: Mapping[str, Any]
    ) -> tuple[dict[str, Any], list[Problem]]:
        inputs = present(news, (*DECLARED, *BOOKKEEPING))
        if inputs.get(ID_IS_GENERATED) and olds.get("id_from_network") and _same(olds, inputs):
            inputs["id_from_network"] = olds.get(DECLARED_ID) or olds["id_from_network"]
        unknown = {name for name in DECLARED if holds_unknown(inputs.get(name))}
        problems = declaration_problems(present(inputs, DECLARED), unknown)
        if not problems and not olds and not inputs.get("adopt"):
            try:
                self._life.limit.plan(inputs.get("id_from_network") or object())
            except InvocaError as error:
                problems = [Problem((), str(error))]
        return inputs, problems

    def diff(self, id_: str, olds: Mapping[str, Any], news: Mapping[str, Any]) -> Diffed:
        replaces = replacing(id_, olds, news)
        changes = bool(replaces) or any(
            holds_unknown(news.get(name)) or not same_value(name, news.get(name), olds.get(name))
            for name in (*MOVING, *UPDATING)
        )
        if not replaces:
            self._life.claims.claim(id_)
        return Diffed(changes, tuple(replaces))

    def create(self, inputs: Mapping[str, Any]) -> Made:
        try:
            live = self._life.acquire(
                Declaration.model_validate(present(inputs, DECLARED)),
                id_is_generated=bool(inputs.get(ID_IS_GENERATED)),
                former_ids=inputs.get(FORMER_IDS) or (),
            )
        except NotKept as error:
            if isinstance(error.live, PromoNumber):
                return Made(error.live.promo_number, outputs_of(inputs, error.live), error)
            raise
        return Made(live.promo_number, outputs_of(inputs, live))

    def read(self, id_: str, outputs: Mapping[str, Any]) -> Made | None:
        live = self._life.read(_campaign(outputs), Identity(id_, outputs.get("id_from_network")))
        return None if live is None else Made(id_, outputs_of(outputs, live))

    def update(self, id_: str, olds: Mapping[str, Any], news: Mapping[str, Any]) -> Made:
        try:
            live = self._life.update(
                Identity(id_, olds.get("id_from_network")),
                unchecked(olds).declared,
                Declaration.model_validate(present(news, DECLARED)),
            )
        except NotKept as error:
            if isinstance(error.live, PromoNumber):
                return Made(id_, outputs_of(news, error.live), error)
            raise
        return Made(id_, outputs_of(news, live))

    def delete(self, id_: str, outputs: Mapping[str, Any]) -> bool:
        return self._life.release(_campaign(outputs), Identity(id_, outputs.get("id_from_network")))


def replacing(id_: str, olds: Mapping[str, Any], news: Mapping[str, Any]) -> list[str]:
    replaces = [
        name
        for name in CREATE_ONLY
        if not olds.get(CREATE_ONLY_UNKNOWN)
        and not holds_unknown(news.get(name))
        and not same_choice(name, olds.get(name), news.get(name))
    ]
    if (olds.get("generation") or 1) != (news.get("generation") or 1):
        replaces.append("generation")
    wanted = news.get("id_from_network")
    if wanted and not news.get(ID_IS_GENERATED) and not holds_unknown(wanted):
        known = (olds.get(DECLARED_ID), olds.get("id_from_network"))
        replaces += ["id_from_network"] * (wanted not in known)
    adopt = news.get("adopt")
    if isinstance(adopt, str) and adopt.isdigit() and adopt != id_:
        replaces.append("adopt")
    return replaces


def present(values: Mapping[str, Any], names: Any) -> dict[str, Any]:
    return {name: values[name] for name in names if values.get(name) is not None}


def made_id(declared_by: tuple[str, str, str], inputs: Mapping[str, Any]) -> str:
    project, stack, name = declared_by
    declared = unchecked(inputs).declared
    return generated_id(
        project=project,
        stack=stack,
        name=name,
        create_only=declared.create_only(),
        generation=int(declared.generation or 1),
    )


def outputs_of(inputs: Mapping[str, Any], live: PromoNumber) -> dict[str, Any]:
    values = present(inputs, (*DECLARED, *BOOKKEEPING))
    declared_id = inputs.get(DECLARED_ID) or inputs.get("id_from_network")
    for name in COMPARED:
        shown = getattr(live, name)
        if name == "custom_data":
            if inputs.get(name):
                values[name] = {key: shown.get(key, "") for key in inputs[name]}
        elif inputs.get(name) is None or (shown is None and name in MAY_BE_HIDDEN):
            continue
        elif not same_value(name, inputs[name], shown):
            values[name] = "" if shown is None else shown
    values |= {
        DECLARED_ID: declared_id,
        "id_from_network": live.id_from_network or declared_id,
        "promo_number": live.promo_number,
        "e164": live.e164,
        "invoca_id": live.id,
        "object_url": live.object_url,
    }
    return {name: value for name, value in values.items() if value is not None}


def _campaign(outputs: Mapping[str, Any]) -> CampaignRef:
    return CampaignRef(
        outputs["advertiser_id"], outputs["campaign_id"], outputs.get("affiliate_id")
    )


def _same(olds: Mapping[str, Any], inputs: Mapping[str, Any]) -> bool:
    return (olds.get("generation") or 1) == (inputs.get("generation") or 1) and all(
        holds_unknown(inputs.get(name)) or same_choice(name, olds.get(name), inputs.get(name))
        for name in CREATE_ONLY
    )
