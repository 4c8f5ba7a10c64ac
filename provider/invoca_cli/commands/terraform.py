"""`invoca terraform`: what Terraform and OpenTofu need to find this project's provider."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Annotated

import typer

from invoca.errors import FixDeclaration
from invoca.version import VERSION
from terraform_stack.names import SOURCE

from ..workspace import terraform_mirror as mirror

app = typer.Typer(help="Use promo numbers from Terraform or OpenTofu.", no_args_is_help=True)


@app.callback()
def terraform() -> None:
    """Use promo numbers from Terraform or OpenTofu: `invoca terraform install`."""


@app.command("install")
def install(
    folder: Annotated[
        Path | None,
        typer.Option(help="A mirror folder to commit or to publish; by default, your own."),
    ] = None,
) -> None:
    """Let `terraform init` and `tofu init` find the provider, without a network.

    Nothing is downloaded: the engines start the command terraform-provider-invoca of this Python
    environment.
    """
    _require_provider()
    if folder is None:
        made = mirror.install(mirror.implied_folder(Path.home()), [mirror.this_platform()])
    else:
        made = mirror.install(folder, mirror.PLATFORMS)
    for file in made.files:
        typer.echo(f"wrote {made.folder / file}")
    typer.echo(_what_to_write(folder))


def _require_provider() -> None:
    """Raises FixDeclaration where the extra, or PATH, has no provider."""
    try:
        import cryptography as cryptography
        import msgpack as msgpack
    except ModuleNotFoundError as missing:
        raise FixDeclaration(
            "installing the provider",
            answer=f"{missing.name} is not installed",
            remedy="Run: pip install 'pulumi-invoca[terraform]'",
        ) from None
    if shutil.which(mirror.EXECUTABLE) is None:
        typer.echo(
            f"warning: {mirror.EXECUTABLE} is not on PATH, where engines look for it; activate "
            "this Python environment before you run one",
            err=True,
        )


_CONFIGURATION = f"""
Add to your configuration:

terraform {{
  required_providers {{
    invoca = {{ source = "{SOURCE}", version = "{VERSION}" }}
  }}
}}

provider "invoca" {{
  namespace = "acme/spring-radio"   # yours: the ids of numbers are made from it and from their keys
}}
"""
_MIRROR = """
and to ~/.terraformrc (OpenTofu: ~/.tofurc), or to the file that TF_CLI_CONFIG_FILE names, with a
path that is valid where you run the engine:

provider_installation {{
  filesystem_mirror {{
    path    = "{folder}"
    include = ["*/{source}"]
  }}
  direct {{
    exclude = ["*/{source}"]
  }}
}}
"""
_THEN = "\nThen: terraform init (or tofu init), with this Python environment active."


def _what_to_write(folder: Path | None) -> str:
    return _CONFIGURATION + (_MIRROR.format(folder=folder, source=SOURCE) if folder else "") + _THEN
