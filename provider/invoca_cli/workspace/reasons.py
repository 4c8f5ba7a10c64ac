"""What to do where the engine did not even begin, by what it said.

Owns: the remedies. Must not know: which operation of the engine failed.
"""

from __future__ import annotations

import re

INSTALL = "https://www.pulumi.com/docs/install/"
NO_ENGINE = "there is no `pulumi` on PATH"
GET_ENGINE = f"Install the Pulumi engine ({INSTALL}), or put its folder on PATH"

# The engine's words, and its language host's, with the one next step.
_REMEDIES = tuple(
    (re.compile(said, re.IGNORECASE | re.DOTALL), remedy)
    for said, remedy in (
        (r"\buv\b.*(executable file not found|not (be )?found|could not find|no such file)|"
         r"(could not find|unable to find|cannot find)[^\n]*\buv\b",
         "Install uv (`pip install uv`), or take `toolchain: uv` out of Pulumi.yaml"),
        (r"\bpoetry\b.*(executable file not found|not (be )?found|no such file)|"
         r"(could not find|unable to find|cannot find)[^\n]*\bpoetry\b",
         "Install poetry (`pip install poetry`), or take `toolchain: poetry` out of Pulumi.yaml"),
        (r"virtual ?env(ironment)?[^\n]*(doesn't|does not|not)[^\n]*(exist|virtual|found|appear)|"
         r"(doesn't|does not) appear to be a virtual",
         "Run `pulumi install`, which creates the virtual environment that Pulumi.yaml names"),
        (r"No module named '?pip'?",
         "Add pip to the environment (`python3 -m ensurepip`): `pulumi` asks it what is installed"),
        (r"No module named '?(pulumi_invoca|pulumi)'?|cannot import name",
         "Activate the environment that has pulumi-invoca, or install it there "
         "(`pip install -r requirements.txt`)"),
        (r"failed to load language plugin|no language plugin",
         f"Install the whole engine, with its language hosts ({INSTALL}); `runtime:` in "
         "Pulumi.yaml says which one is wanted"),
        (r"project 'main' could not be read",
         "Correct `main:` in Pulumi.yaml: it names the program"),
        (r"no Pulumi\.yaml|no project file|current directory is not|does not contain a Pulumi",
         "Change into the project, the folder with Pulumi.yaml; `invoca init` creates one"),
        (r"passphrase must be set|incorrect passphrase|PULUMI_CONFIG_PASSPHRASE",
         "Set PULUMI_CONFIG_PASSPHRASE (or PULUMI_CONFIG_PASSPHRASE_FILE) to the one that the "
         "stack was made with"),
        (r"PULUMI_ACCESS_TOKEN must be set|not logged in|logging in to|could not determine current "
         r"backend",
         "Name the backend in PULUMI_BACKEND_URL, or run `pulumi login`"),
        (r"\$USER, \$HOME|Current requires cgo|unknown userid",
         "Set USER and HOME: the system has no entry for this user, and the engine needs a name"),
        (r"open [^\n]*Pulumi\.[^\n]*\.ya?ml: (permission denied|read-only file system)",
         "Run `pulumi stack init {stack}` where the project can be written, and commit the "
         "Pulumi.{short}.yaml that it writes"),
        (r"currently locked",
         "Wait for the other run to end. If it is certainly dead: `pulumi cancel --yes --stack "
         "{stack}`, and run this again"),
        (r"unable to open bucket|failed to ping|\.pulumi/meta\.yaml|problem logging in|"
         r"unable to check if bucket|NoSuchBucket|(Get|Post) \"https?://[^\"\s]*/api/",
         "Check PULUMI_BACKEND_URL, its credentials, and that this machine reaches it"),
        (r"no stack named|no such stack",
         "`pulumi stack init {stack}` creates the stack, if it is a new one; otherwise check "
         "PULUMI_BACKEND_URL"),
    )
)  # fmt: skip
_OTHERWISE = "`invoca doctor` checks the engine, its Python and the project"


def remedy_for(said: str, stack: str) -> str:
    """The next step after the engine said that, and did nothing."""
    return known_remedy(said, stack) or _OTHERWISE


def known_remedy(said: str, stack: str) -> str:
    """The same; "" where none is known."""
    found = next((remedy for pattern, remedy in _REMEDIES if pattern.search(said)), "")
    return found.replace("{stack}", stack).replace("{short}", stack.rsplit("/", 1)[-1])
