"""What the processes of one run know together, and that it ends with the run."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest

from invoca.run_facts import OLD_SECONDS, RunFacts, SharedFacts


def process(folder: Path, text: str) -> subprocess.Popen[str]:
    """Another process of the run; `facts` is what it knows. It lives until its input ends."""
    program = f"""
        import sys
        from pathlib import Path
        from invoca.run_facts import SharedFacts
        facts = SharedFacts(Path({str(folder)!r}))
        {text}
        print("done", flush=True)
        sys.stdin.read()
    """
    started = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    assert started.stdout is not None
    assert started.stdout.readline() == "done\n"
    return started


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "runs" / "127.0.0.1-4000"


def test_whoever_comes_first_claims_a_fact_for_all(folder: Path) -> None:
    facts = SharedFacts(folder)
    other = process(folder, 'facts.claim("held", "8005550100", "kroq")')
    assert facts.claim("held", "8005550100", "kpwr") == ("kroq", False)
    assert facts.get("held", "8005550100") == "kroq"
    assert facts.get("held", "8005550101") is None
    other.communicate()


def test_a_process_that_comes_later_knows_what_was_claimed_before(folder: Path) -> None:
    one, two = SharedFacts(folder), SharedFacts(folder)
    one.put("made", "kroq", ["8005550100", "local"])
    two.put("made", "kroq", ["8005550101", "local"])
    assert one.get("made", "kroq") == ["8005550101", "local"]


def test_what_a_dead_process_claimed_counts_as_long_as_the_run_goes_on(folder: Path) -> None:
    facts = SharedFacts(folder)
    other = process(folder, 'facts.claim("held", "8005550100", "kroq")')
    other.kill()
    other.wait()
    assert SharedFacts(folder).get("held", "8005550100") == "kroq"
    assert facts.get("held", "8005550100") == "kroq"


def test_a_run_begins_with_nothing_where_no_process_of_the_last_one_lives(folder: Path) -> None:
    other = process(folder, 'facts.claim("held", "8005550100", "kroq")')
    other.kill()
    other.wait()
    assert SharedFacts(folder).get("held", "8005550100") is None


def test_all_processes_together_stay_below_a_limit(folder: Path) -> None:
    all_of_them = [SharedFacts(folder) for _ in range(4)]
    allowed: list[bool] = []

    def spend(facts: SharedFacts, who: int) -> None:
        allowed.extend(facts.add("sent", f"{who}-{number}", 10) for number in range(10))

    threads = [
        threading.Thread(target=spend, args=(facts, who)) for who, facts in enumerate(all_of_them)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert allowed.count(True) == 10
    assert {facts.count("sent") for facts in all_of_them} == {10}


def test_half_a_line_of_a_process_that_was_killed_is_no_fact(folder: Path) -> None:
    facts = SharedFacts(folder)
    other = SharedFacts(folder)
    other.claim("held", "8005550100", "kroq")
    [file] = [path for path in folder.glob("*.facts") if path.stat().st_size]
    with open(file, "ab") as torn:
        torn.write(b'["held", "80055')
    assert facts.get("held", "8005550100") == "kroq"
    assert facts.count("held") == 1


def test_a_folder_that_others_may_write_is_not_believed(folder: Path) -> None:
    folder.mkdir(parents=True)
    folder.chmod(0o777)
    facts = SharedFacts(folder)
    assert "not a private folder of this user" in facts.problem
    assert facts.claim("held", "8005550100", "kroq") == ("kroq", True)


def test_folders_of_earlier_days_are_taken_away(folder: Path) -> None:
    old = folder.parent / "127.0.0.1-3999"
    old.mkdir(parents=True)
    (old / "1.facts").touch()
    yesterday = time.time() - OLD_SECONDS - 60
    os.utime(old, (yesterday, yesterday))
    SharedFacts(folder)
    assert not old.exists()


def test_one_process_needs_no_folder() -> None:
    facts = RunFacts()
    assert facts.add("sent", "one", 1)
    assert not facts.add("sent", "two", 1)
