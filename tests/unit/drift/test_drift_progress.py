"""The progress line: on a terminal, where it takes long, and gone afterwards."""

from __future__ import annotations

import io
import time

import pytest

from invoca_cli.reports.progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")


def wait_until_shown(stream: io.StringIO, text: str) -> None:
    for _ in range(500):
        if text in stream.getvalue():
            return
        time.sleep(0.01)
    pytest.fail(f"never shown: {text}")


def test_nothing_is_said_where_it_is_quick() -> None:
    stream = Terminal()
    with Progress(stream) as progress:
        progress.tell("listed 1 of 2 campaigns")
    assert stream.getvalue() == ""


def test_what_takes_long_is_said() -> None:
    stream = Terminal()
    with Progress(stream, patience_seconds=0) as progress:
        progress.tell("listed 1 of 2 campaigns")
        wait_until_shown(stream, "listed 1 of 2 campaigns")


def test_a_log_is_told_nothing() -> None:
    stream = io.StringIO()
    with Progress(stream, patience_seconds=0) as progress:
        progress.tell("listed 1 of 2 campaigns")
        time.sleep(0.05)
    assert stream.getvalue() == ""
