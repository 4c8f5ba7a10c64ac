"""What a run of the real engine was about to do when it was struck: campaign files, and their cost.

Owns: the edits, and what they may cost. Must not know: how a run is struck, or recovers.
"""

from __future__ import annotations

from typing import NamedTuple

HEAD = """\
advertiser_id: acme
campaign_id: {campaign}
defaults: {{media_type: "Offline: Radio", protect: false}}
numbers:
"""
KROQ = "  kroq: {description: KROQ drive time, custom_data: {station: KROQ}}\n"
KPWR = "  kpwr: {description: KPWR mornings, custom_data: {station: KPWR}}\n"


class EngineScenario(NamedTuple):
    """before, after: campaign files; the first is deployed in peace, the second by the struck run.

    purchases, releases: of numbers, that there may be altogether. arguments: of the struck run;
    "kroq" among them stands for its URN. then: what is declared when the runs that follow begin;
    the second file, where nobody edited it meanwhile. writes: whether the struck run changes
    anything at Invoca. repair: arguments of the runs that follow.
    """

    name: str
    before: str
    after: str
    purchases: int
    releases: int
    arguments: tuple[str, ...] = ()
    then: str = ""
    writes: bool = True
    repair: tuple[str, ...] = ()


def _file(*numbers: str, campaign: str = "spring-radio", affiliate: str = "") -> str:
    head = HEAD.format(campaign=campaign)
    if affiliate:
        head = head.replace("defaults:", f"affiliate_id: {affiliate}\ndefaults:")
    return head + "".join(numbers)


BOTH = _file(KROQ, KPWR)
OTHER_WORDS = BOTH.replace("station: K", "station: X")
ANOTHER = BOTH.replace("kroq: {", "kroq: {generation: 2, ")
AT_THE_AFFILIATE = _file(KROQ, KPWR, affiliate="kroq-network")
IN_MAIL = _file(KROQ, KPWR, campaign="direct-mail")
IN_TV = _file(KROQ, KPWR, campaign="autumn-tv")
RENAMED = OTHER_WORDS.replace("kroq: {", "kroq-fm: {was: kroq, ")

SCENARIOS = (
    EngineScenario("create two", "", BOTH, 2, 0),
    EngineScenario("update two", BOTH, OTHER_WORDS, 2, 0),
    EngineScenario("move two", BOTH, IN_MAIL, 2, 0),
    EngineScenario("replace one", BOTH, ANOTHER, 3, 1),
    EngineScenario("release one", BOTH, _file(KPWR), 2, 1),
    EngineScenario("rename one, change two", BOTH, RENAMED, 2, 0),
    EngineScenario("replace one by force", BOTH, BOTH, 2, 0, ("--replace", "kroq"), writes=False),
    EngineScenario("replace one by force, move two", BOTH, IN_MAIL, 2, 0, ("--replace", "kroq")),
    EngineScenario("create two at an affiliate", "", AT_THE_AFFILIATE, 2, 0),
    EngineScenario("move two to an affiliate", BOTH, AT_THE_AFFILIATE, 2, 0),
)

# Edited between the death and the next run. What was bought or moved by then is named, or held.
EDITED = (
    EngineScenario("create two, one taken out", "", BOTH, 2, 0, then=_file(KPWR)),
    EngineScenario("create two, one bought anew", "", BOTH, 3, 1, then=ANOTHER),
    EngineScenario("create two, one renamed", "", BOTH, 2, 0, then=RENAMED),
    EngineScenario("create two, both to another campaign", "", BOTH, 2, 0, then=IN_MAIL),
    EngineScenario("move two, on to a third", BOTH, IN_MAIL, 2, 0, then=IN_TV),
    EngineScenario(
        "move two to an affiliate, on to a third", BOTH, AT_THE_AFFILIATE, 2, 0, then=IN_TV
    ),
    # The state was not told of the move, and agrees with what is declared: only a look shows it.
    EngineScenario("move two, back again", BOTH, IN_MAIL, 2, 0, then=BOTH, repair=("--refresh",)),
    EngineScenario("move two, one taken out", BOTH, IN_MAIL, 2, 1, then=_file(KPWR)),
    EngineScenario("replace one, and back", BOTH, ANOTHER, 4, 2, then=BOTH),
)
