"""Makes a virtual environment with pip, also where the system's Python comes without ensurepip.

usage: make_venv.py FOLDER
"""

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

MINIMUM = (3, 10)


def main(folder: str) -> None:
    if sys.version_info < MINIMUM:
        found = ".".join(map(str, sys.version_info[:3]))
        sys.exit(f"setup: Python 3.10 or newer is needed, this is {found}; try PYTHON=python3.12")
    if (Path(folder) / "bin" / "python").exists():
        return
    try:
        venv.create(folder, with_pip=True, symlinks=True)
    except subprocess.CalledProcessError:
        # Debian splits ensurepip off; the published virtualenv brings its own pip.
        with tempfile.TemporaryDirectory() as scratch:
            pip = [sys.executable, "-m", "pip", "install", "-q", "--target", scratch, "virtualenv"]
            if subprocess.run(pip).returncode:
                sys.exit("setup: install your system's package python3-venv, then try again")
            make = [sys.executable, "-m", "virtualenv", "-q", "--clear", folder]
            subprocess.run(make, check=True, env={"PYTHONPATH": scratch})


if __name__ == "__main__":
    main(sys.argv[1])
