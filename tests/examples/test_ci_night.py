"""Every night: one issue, as long as something differs."""

from __future__ import annotations

from tests.examples.hosts import OnGitHub, OnGitLab


def test_a_quiet_night_opens_no_issue_and_drift_opens_one(either: OnGitHub | OnGitLab) -> None:
    either.up()
    assert either.night().is_green
    assert either.forge.issues == []
    either.change_by_hand("jazz", "changed by somebody")
    assert either.night().is_green
    assert len(either.forge.issues) == 1
    assert "changed by somebody" in repr(either.forge.issues[0])
    assert either.account.writes().count("PUT") == 0


def test_what_cannot_be_checked_fails_and_stands_in_the_issue(either: OnGitHub | OnGitLab) -> None:
    either.up()
    either.account.revoke_token(either.reader)
    run = either.night()
    assert run.results == {"drift": "failure", either.night_reporter: "success"}
    assert len(either.forge.issues) == 1
    assert "401" in repr(either.forge.issues[0])
