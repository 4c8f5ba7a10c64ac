"""What a run was about to do when it was struck.

A scenario is a campaign before and after an edit, and what the account may look like in the end.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Declared = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Scenario:
    """before: declared and deployed in peace. after: what the struck run was to bring about.

    purchases: numbers that may be bought altogether. releases: names whose first number may be
    released. refresh: the struck run refreshes first. by_list: only lists tell what was bought.
    refusal: what a person may be told to do, as a pattern; "" where nobody has to do anything.
    """

    name: str
    before: Declared
    after: Declared
    purchases: int
    releases: frozenset[str] = field(default_factory=frozenset)
    refresh: bool = False
    by_list: bool = False
    refusal: str = ""


def number(name: str, *, generation: int = 1, **inputs: Any) -> dict[str, Any]:
    """The inputs as the program gives them: with the id that it generates."""
    id_ = f"{name}-{generation:012d}"  # in the form of a generated one
    if inputs.get("id_assigned_by") != "invoca":
        inputs = {"id_from_network": id_, "id_is_generated": True, **inputs}
    if generation != 1:
        inputs["generation"] = generation
    return {
        "advertiser_id": "acme",
        "campaign_id": "spring-radio",
        "description": f"{name} drive time",
        "media_type": "Offline: Radio",
        "custom_data": {"channel": "radio", "station": name.upper()},
        **inputs,
    }


KROQ, KPWR = number("kroq"), number("kpwr")
BOTH: Declared = {"kroq": KROQ, "kpwr": KPWR}
CHANGED = {**KROQ, "description": "new words", "custom_data": {"station": "KIIS"}}
MOVED = {**KROQ, "campaign_id": "direct-mail"}

SCENARIOS: tuple[Scenario, ...] = (
    Scenario("create two", {}, BOTH, purchases=2),
    Scenario(
        "create two where Invoca picks the id",
        {},
        {name: number(name, id_assigned_by="invoca") for name in ("kroq", "kpwr")},
        purchases=2,
        by_list=True,
        refusal="already agrees? with every declared field|all fit",
    ),
    Scenario("update one", BOTH, {"kroq": CHANGED, "kpwr": KPWR}, purchases=2),
    Scenario("refresh and update", BOTH, {"kroq": CHANGED, "kpwr": KPWR}, 2, refresh=True),
    Scenario("move one", BOTH, {"kroq": MOVED, "kpwr": KPWR}, purchases=2),
    Scenario(
        "move and change one",
        BOTH,
        {"kroq": {**CHANGED, "campaign_id": "direct-mail"}, "kpwr": KPWR},
        purchases=2,
    ),
    Scenario(
        "replace one",
        BOTH,
        {"kroq": number("kroq", generation=2), "kpwr": KPWR},
        purchases=3,
        releases=frozenset({"kroq"}),
    ),
    Scenario("release one", BOTH, {"kpwr": KPWR}, 2, releases=frozenset({"kroq"})),
    Scenario(
        "rename one without saying so",
        {"kroq": {**KROQ, "id_is_generated": False}},
        {"kroq-fm": {**KROQ, "id_is_generated": False}},
        purchases=1,
        # Nobody knows who holds a declared id, unless this machine bought it for the same name.
        refusal="write `adopt: true`",
    ),
)
