"""How Terraform and OpenTofu say what a person does next."""

from __future__ import annotations

import re

from invoca.next_steps import Words

from . import hcl

WORDS: Words = {
    "deploy": lambda stack: "`terraform apply`",
    "deploy_refreshed": lambda stack: "`terraform apply`",
    "deploy_unrefreshed": lambda stack: "`terraform apply -refresh=false`",
    "preview": lambda stack: "`terraform plan`",
    "preview_refreshed": lambda stack: "`terraform plan`",
    "refresh": lambda stack: "`terraform apply -refresh-only`",
    "forget": lambda stack: (
        "take it out of the state with `terraform state rm ADDRESS`, which releases nothing "
        "(`terraform state list` lists the addresses)"
    ),
    "if_unheld": lambda digits: (
        "whether the state holds it is not known here: if "
        f"{' and '.join(map(_list_of, digits.split()))} names no resource"
    ),
    "write": lambda assignment: f"`{hcl.assigned(assignment)}`",
    "adopt": lambda digits: f'`adopt = "{digits}"`',
    "look_up": lambda _: '`data "invoca_promo_number"`',
    "former": lambda _: hcl.former(),
    "setting": lambda name: _in_the_block(name),
    "configure": lambda setting: _in_the_block(setting),
    "configure_of": lambda about: _in_the_block(about.partition(" ")[2]),
    "configure_secret": lambda setting: _in_the_block(setting),
    "unset": lambda name: f"deleting {_in_the_block(name)}",
    "destroy": lambda stack: "`terraform destroy`",
}


def _list_of(digits: str) -> str:
    return f"`terraform state list -id={digits}`"


def _in_the_block(setting: str) -> str:
    return f"`{_argument(setting)}` in the provider block"


def _argument(setting: str) -> str:
    """`purchaseLimit 500` as `purchase_limit = 500`, and text in quotes."""
    name, _, value = setting.partition(" ")
    snake = re.sub(r"([A-Z])", lambda found: "_" + found[1].lower(), name)
    return f"{snake} = {hcl.setting_value(value)}" if value else snake
