"""Which Invoca account is used, and how: the settings, read from config and environment.

Owns: names, defaults and ranges of the settings; which source wins.

The environment wins over config, because an engine's refresh may use the config copy that is stored
in the state: after a token is changed, only the environment has the new one.
"""

from __future__ import annotations

import difflib
import ipaddress
import os
import re
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timezone
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
from pydantic.alias_generators import to_camel

from . import next_steps as step
from .bugs import TOKEN_VARIABLE, keep_out
from .errors import FixDeclaration

NAMESPACE = "invoca"
ENVIRONMENT = {
    "api_token": TOKEN_VARIABLE,
    "network_id": "INVOCA_NETWORK_ID",
    "base_url": "INVOCA_BASE_URL",
}
# Of the machine that a run is on, or of the run: in no file, where a branch could say through whose
# hands the token goes, or how much may be bought.
OF_THE_MACHINE = {
    "proxy": "INVOCA_PROXY",
    "ca_bundle": "INVOCA_CA_BUNDLE",
    "purchases_planned": "INVOCA_PURCHASES_PLANNED",
}
# How far a person's clock may be ahead of this machine's.
CLOCKS_DIFFER_SECONDS = 300.0
wall_clock: Callable[[], float] = time.time
_USUAL_PORTS = {"https": ":443", "http": ":80"}


class WrongSettings(FixDeclaration):
    """A setting is missing, unknown, or holds what it may not."""


class Account(BaseModel):
    """One Invoca network and how it is talked to."""

    model_config = ConfigDict(
        extra="ignore", frozen=True, alias_generator=to_camel, validate_by_name=True
    )

    network_id: str = Field(
        pattern=r"^[A-Za-z0-9_-]+$",
        description="The network's id, which Invoca shows under Settings, Manage APIs.",
    )
    api_token: SecretStr = Field(
        min_length=1,
        description="The API token, from the same page. Better in the environment than in a file.",
    )
    base_url: str = Field("https://invoca.net", description="The address of Invoca's API.")
    api_version: str = Field(
        "2022-08-01",
        pattern=r"^\d{4}-\d\d-\d\d$",
        description="The version of Invoca's API, which is a day.",
    )
    token_in: Literal["header", "query"] = Field(
        "header",
        description="Where a request has the token; `query` is for networks that want "
        "`oauth_token` in the address.",
    )
    purchase_limit: int = Field(100, ge=0, description="How many numbers one run may buy at most.")
    connect_timeout_seconds: float = Field(
        10, gt=0, le=600, description="How many seconds a connection may take."
    )
    read_timeout_seconds: float = Field(
        30, gt=0, le=600, description="How many seconds an answer may take."
    )
    grace_seconds: float = Field(
        30,
        ge=0,
        le=3600,
        description="How many seconds a purchase with an unclear outcome is looked for.",
    )
    proxy: str = Field(
        "",
        description="The address of a proxy, such as `http://proxy.example.com:3128`, where only "
        "one leads out; the variables of other programs, such as `HTTPS_PROXY`, are not used.",
    )
    ca_bundle: str = Field(
        "",
        description="A file or folder of certificates that are trusted instead of the usual ones, "
        "such as a company's; the variables of other programs are not used.",
    )
    purchases_planned: int | None = Field(
        None,
        ge=0,
        description="How many numbers the plan that was approved buys; `invoca up` says it.",
    )
    search_other_campaigns: bool = Field(
        True,
        description="Whether a number that its campaign lacks is looked for in the other campaigns "
        "of its advertiser; `false` is for tokens that may not read them.",
    )
    settled_before: datetime | None = Field(
        None,
        description="A time such as `2026-11-26T14:00:00Z`: you looked, and no purchase that was "
        "sent before then is still open.",
    )

    def model_post_init(self, context: Any, /) -> None:
        keep_out(self.api_token.get_secret_value())

    @property
    def scope(self) -> str:
        """What tells its numbers and ids from those of other accounts: its address and network.

        What else is set decides nothing about its numbers."""
        return f"{self.base_url} {self.network_id}"

    @property
    def settled_before_seconds(self) -> float | None:
        """settled_before, in seconds since the epoch; a time without a zone is UTC."""
        return None if self.settled_before is None else _seconds(self.settled_before)

    def is_over(self, sent_at: float) -> bool:
        """Whether a person said that what Invoca does not show of a purchase that was sent then
        (seconds since the epoch) was not bought."""
        said = self.settled_before_seconds
        return said is not None and sent_at < said

    @field_validator("api_token")
    @classmethod
    def _can_stand_in_a_header(cls, value: SecretStr) -> SecretStr:
        if not re.fullmatch(r"[\x21-\x7e]+", value.get_secret_value()):
            raise ValueError("holds a space, a line break or another character that no token has")
        return value

    @field_validator("settled_before")
    @classmethod
    def _is_past(cls, value: datetime | None) -> datetime | None:
        """Nobody has looked yet at what is sent after now."""
        now = wall_clock()
        if value is not None and _seconds(value) > now + CLOCKS_DIFFER_SECONDS:
            here = datetime.fromtimestamp(now, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
            raise ValueError(
                f"lies ahead of this machine's clock, which says {here}; it must be a time at "
                "which you had looked"
            )
        return value

    @field_validator("base_url")
    @classmethod
    def _https_unless_here(cls, value: str) -> str:
        parts = urlsplit(value)
        if not parts.hostname or "@" in parts.netloc or parts.query or parts.fragment:
            raise ValueError("must be a bare address such as https://invoca.net")
        if parts.scheme != "https" and not (
            parts.scheme == "http" and _is_loopback(parts.hostname)
        ):
            raise ValueError("must start with https:// (http is only for a simulator on this host)")
        if parts.port == 0:  # reading it raises where it is not a port at all
            raise ValueError("must not name port 0")
        # One spelling of an address, because it tells one account from another.
        host = parts.netloc.lower().removesuffix(_USUAL_PORTS[parts.scheme]).removesuffix(":")
        return f"{parts.scheme}://{host}{parts.path.rstrip('/')}"

    @field_validator("proxy")
    @classmethod
    def _is_an_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and (parts.scheme not in ("http", "https") or not parts.hostname):
            raise ValueError("must be an address such as http://proxy.example.com:3128")
        return value

    @field_validator("ca_bundle")
    @classmethod
    def _is_there(cls, value: str) -> str:
        if value and not os.path.exists(value):
            raise ValueError(f"names {value}, which does not exist on this machine")
        return value

    @classmethod
    def load(
        cls,
        setting: Callable[[str], Any],
        environment: Mapping[str, str],
        *,
        given: Iterable[str] = (),
        remedy: str = "",
    ) -> Account:
        """The account that `setting` (such as "networkId" -> value or None) and environment name.

        given: the name of every setting that stands there, so that a misspelled one is reported.
        remedy: what is to be said beyond how each is set: the engine may have them from elsewhere.
        Raises WrongSettings naming every setting that is unknown, missing or wrong, and how to set
        it.
        """
        problems = [_unknown(name) for name in given if unknown_setting(name)]
        values = given_values(setting, environment)
        try:
            account = cls.model_validate(values)
        except ValidationError as error:
            problems += [_problem(detail) for detail in error.errors()]
        if not problems:
            return account
        # Raised outside the handler: pydantic's error may quote the token in its context.
        doing = "reading the Invoca settings"
        said = "; ".join(problems)
        raise WrongSettings(doing, answer=said, remedy=remedy)


# What a stack or a provider block may set: each name as it is set, and its field.
SETTINGS: Mapping[str, str] = {
    to_camel(name): name for name in Account.model_fields if name not in OF_THE_MACHINE
}


def described(name: str) -> str:
    """What the setting of a field is for, its default, and the variable that wins over it: a few
    sentences for those who are about to set it."""
    field, variable = Account.model_fields[name], ENVIRONMENT.get(name)
    default = default_of(name)
    parts = (
        field.description,
        f"`{default}` by default." if default else None,
        f"`{variable}` in the environment wins." if variable else None,
    )
    return " ".join(part for part in parts if part)


def named(name: str) -> str:
    """The setting of a field, as a message names it: "the setting baseUrl (INVOCA_BASE_URL)"."""
    variable = ENVIRONMENT.get(name)
    return step.setting(to_camel(name)) + (f" ({variable})" if variable else "")


def default_of(name: str) -> str:
    """As it would be written; "" where there is none."""
    field = Account.model_fields[name]
    if field.is_required() or field.default is None:
        return ""
    return str(field.default).lower()


def given_values(setting: Callable[[str], Any], environment: Mapping[str, str]) -> dict[str, Any]:
    """The value of each setting that has one, by field, from the source that wins.

    setting: such as "networkId" -> value or None.
    """
    values: dict[str, Any] = {}
    for name in Account.model_fields:
        if name in OF_THE_MACHINE:
            value = environment.get(OF_THE_MACHINE[name]) or None
        else:
            value = environment.get(ENVIRONMENT.get(name, "")) or setting(to_camel(name))
        if value is not None:
            values[name] = value.strip() if isinstance(value, str) else value
    return values


def unknown_setting(name: str) -> str:
    """What is wrong with the name of a setting, such as "networkid"; "" for nothing."""
    if name in SETTINGS:
        return ""
    own = {to_camel(field): variable for field, variable in OF_THE_MACHINE.items()}
    if name in own:
        return f"is not a setting of a stack; set {own[name]} on the machine that runs it"
    by_letters = {known.casefold(): known for known in SETTINGS}
    asked = re.sub("[^a-z0-9]", "", name.casefold())
    near = difflib.get_close_matches(asked, by_letters, n=1, cutoff=0.6)
    if near:
        return f"is not a setting; did you mean {step.setting(by_letters[near[0]])}?"
    return f"is not a setting; the settings are: {', '.join(SETTINGS)}"


def _seconds(at: datetime) -> float:
    """Since the epoch; a time without a zone is UTC."""
    return (at if at.tzinfo else at.replace(tzinfo=timezone.utc)).timestamp()


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _unknown(name: str) -> str:
    wrong = unknown_setting(name)
    return f"{step.setting(name)} {wrong} ({step.unset(name)} removes it)"


# What pydantic says of a pattern is the pattern.
_PATTERNS = {
    "network_id": "must hold letters, digits, - and _ only",
    "api_version": 'must be a day such as "2022-08-01"; in a file, in quotes',
}


def _problem(detail: Any) -> str:
    name, what = wrong_setting(detail)
    if name in OF_THE_MACHINE:
        return f"{OF_THE_MACHINE[name]} {what} (correct it in the environment)"
    variable = f" or {ENVIRONMENT[name]} in the environment" if name in ENVIRONMENT else ""
    configure = step.configure_secret if name == "api_token" else step.configure
    remedy = f"set it with {configure(to_camel(name))}{variable}"
    return f"{step.setting(to_camel(name))} {what} ({remedy})"


def wrong_setting(detail: Any) -> tuple[str, str]:
    """The field that a detail of pydantic's error is about, and what is wrong with it."""
    # Names are validated by field name here, but pydantic reports the alias.
    name = next(
        name
        for name, field in Account.model_fields.items()
        if detail["loc"][0] in (name, field.alias)
    )
    return name, _what(name, detail)


def _what(name: str, detail: Any) -> str:
    if detail["type"] == "missing":
        return "is not set"
    if detail["type"] == "string_pattern_mismatch":
        return _PATTERNS[name]
    if isinstance(detail["input"], (dict, list)):
        return "is a list or a map; it must be one value"
    said: str = detail["msg"]
    return said.removeprefix("Value error, ").replace("Input should be", "must be")
