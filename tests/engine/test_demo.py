"""`make demo` keeps what it promises."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import uuid
from pathlib import Path

from tests.engine.readme import blocks, excerpt, found, section
from tests.engine.workspace import ROOT


def test_the_demo_buys_drifts_repairs_and_leaves_nothing_behind(tmp_path: Path) -> None:
    mark = uuid.uuid4().hex
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "demo.py")],
        env={**os.environ, "TMPDIR": str(tmp_path), "DEMO_MARK": mark, "HOME": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        cwd=tempfile.gettempdir(),
    )
    assert done.returncode == 0, done.stdout
    demo = blocks(section("Try it: two commands"), "console")[1]
    assert excerpt(demo) == found(demo, done.stdout)
    assert '"KROQ (changed by hand)" => "KROQ drive time"' in done.stdout
    assert "5 numbers bought, 1 change repaired" in done.stdout
    assert list(tmp_path.glob("promo-numbers-demo-*")) == []
    assert [path for path in Path("/proc").glob("[0-9]*/environ") if _holds(path, mark)] == []


def _holds(environ: Path, mark: str) -> bool:
    try:
        return mark.encode() in environ.read_bytes()
    except OSError:
        return False
