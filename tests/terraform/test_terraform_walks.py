"""Which provider processes of an engine know their facts together."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from invoca.run_facts import RunFacts, SharedFacts
from terraform_invoca.joining import Joined, not_known
from terraform_invoca.walk import StateNumber, Walk

PROCESS = """
import sys
from pathlib import Path
from invoca.run_facts import SharedFacts
from terraform_invoca.joining import Joined
joined = Joined(SharedFacts(Path(sys.argv[1]), outlive=True))
print("joined", flush=True)
for line in sys.stdin:
    block, key = line.split()
    if key == "validated":
        joined.validates(block)
        print("", flush=True)
        continue
    facts = joined.facts_for(block)
    print(facts.claim("declared", key, True).is_new, flush=True)
"""


class Process:
    """A provider process, from its start to its end."""

    def __init__(self, folder: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", PROCESS, str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        self._line()

    def declares(self, block: str, key: str) -> bool:
        """Whether no other process of its walk declared the key."""
        return self._asked(block, key) == "True"

    def _asked(self, block: str, about: str) -> str:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{block} {about}\n")
        self._process.stdin.flush()
        return self._line()

    def validates(self, block: str) -> None:
        self._asked(block, "validated")

    def end(self) -> None:
        self._process.communicate()

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


@pytest.fixture
def starts(tmp_path: Path) -> Iterator[Callable[[], Process]]:
    started: list[Process] = []

    def start() -> Process:
        started.append(Process(tmp_path / "engine"))
        return started[-1]

    yield start
    for one in started:
        one.end()


def test_processes_that_live_at_once_are_of_one_walk(starts: Callable[[], Process]) -> None:
    one, other = starts(), starts()
    assert one.declares("acme", "kroq")
    assert not other.declares("acme", "kroq")


def test_a_process_that_began_while_another_lived_is_of_its_walk(
    starts: Callable[[], Process],
) -> None:
    one, other = starts(), starts()
    assert one.declares("acme", "kroq")
    one.end()
    assert not other.declares("acme", "kroq")


def test_another_block_is_of_the_walk_whose_processes_have_ended(
    starts: Callable[[], Process],
) -> None:
    one = starts()
    assert one.declares("acme", "kroq")
    one.end()
    assert not starts().declares("other", "kroq")


def test_a_block_that_comes_again_is_of_the_next_walk(starts: Callable[[], Process]) -> None:
    for _walk in ("plan", "apply", "another plan"):
        one = starts()
        assert one.declares("acme", "kroq")
        other = starts()
        assert not other.declares("other", "kroq")
        one.end()
        other.end()


def test_blocks_that_look_alike_are_as_many_as_were_validated(
    starts: Callable[[], Process],
) -> None:
    for _command in range(2):
        for _block in range(2):
            one = starts()
            one.validates("acme")
            one.end()
        for _walk in ("plan", "apply"):
            for is_first in (True, False):
                one = starts()
                one.validates("acme")
                assert one.declares("acme", "kroq") is is_first
                one.end()


def test_whoever_of_the_next_walk_comes_first_begins_it_for_all(
    starts: Callable[[], Process],
) -> None:
    plan = [starts(), starts()]
    for one, block in zip(plan, ("acme", "other"), strict=True):
        one.declares(block, block)
        one.end()
    one, other = starts(), starts()
    assert other.declares("other", "other")
    assert one.declares("acme", "acme")
    assert not one.declares("acme", "other")


def test_a_process_that_only_tells_its_schema_begins_no_walk(
    starts: Callable[[], Process],
) -> None:
    for _ in range(3):
        starts().end()
    one = starts()
    assert one.declares("acme", "kroq")
    one.end()
    starts().end()
    assert not starts().declares("other", "kroq")


def test_a_block_that_only_an_apply_knows_is_of_the_next_walk() -> None:
    engine = RunFacts()
    Joined(engine).validates(not_known())
    for block in (not_known(), "acme"):  # the plan, and the apply
        assert Joined(engine).facts_for(block).claim("planned", "", True).is_new


def held(digits: str, id_: str) -> StateNumber:
    return StateNumber("kroq", {"promo_number": digits, "id_from_network": id_})


def test_what_one_block_lets_go_of_no_other_may_want_or_keep(tmp_path: Path) -> None:
    joined = Joined(SharedFacts(tmp_path / "engine", outlive=True))
    one = Walk(joined.facts_for("acme"), joined.of_engine, "1234", "acme")
    other = Walk(joined.facts_for("other"), joined.of_engine, "1234", "other")
    assert one.leaves(held("8005550100", "kroq-1"), "")
    assert other.asks("kroq", {"kroq-1"})
    assert not other.wants({"kroq-1"})
    assert not other.keeps({"8005550100"}, "kroq")
    assert other.asks("kpwr", {"kpwr-1"})
    assert not one.asks("kpwr", {"kpwr-1"})
    assert not one.leaves(held("8005550101", "kpwr-1"), "")
    elsewhere = Walk(joined.facts_for("other"), joined.of_engine, "5678", "other")
    assert elsewhere.asks("kpwr", {"kroq-1"})
    assert elsewhere.wants({"kroq-1"})
