"""Which Invoca account is used, and how: the settings, read from config and environment.

Owns: names, defaults and ranges of the settings; which source wins. Must not know: Pulumi.

The environment wins over config, because `pulumi refresh` and `destroy` use the config copy that
is stored in the state: after a token is changed, only the environment has the new one.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Mapping
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
from pydantic.alias_generators import to_camel

from .errors import FixDeclaration

NAMESPACE = "invoca"
ENVIRONMENT = {
    "api_token": "INVOCA_API_TOKEN",
    "network_id": "INVOCA_NETWORK_ID",
    "base_url": "INVOCA_BASE_URL",
}


class Account(BaseModel):
    """One Invoca network and how it is talked to."""

    model_config = ConfigDict(
        extra="ignore", frozen=True, alias_generator=to_camel, validate_by_name=True
    )

    network_id: str = Field(pattern=r"^[A-Za-z0-9_-]+$")
    api_token: SecretStr = Field(min_length=1)
    base_url: str = "https://invoca.net"
    api_version: str = Field("2022-08-01", pattern=r"^\d{4}-\d\d-\d\d$")
    token_in: Literal["header", "query"] = "header"  # noqa: S105 - a place, not a token
    purchase_limit: int = Field(100, ge=0)
    connect_timeout_seconds: float = Field(10, gt=0, le=600)
    read_timeout_seconds: float = Field(30, gt=0, le=600)
    grace_seconds: float = Field(30, ge=0, le=3600)

    @field_validator("api_token")
    @classmethod
    def _can_stand_in_a_header(cls, value: SecretStr) -> SecretStr:
        if not re.fullmatch(r"[\x21-\x7e]+", value.get_secret_value()):
            raise ValueError("holds a blank, a line break or another sign that no token has")
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
        if parts.port == 0:  # reading it raises where it is no port at all
            raise ValueError("must not name port 0")
        return value.rstrip("/")

    @classmethod
    def load(cls, setting: Callable[[str], Any], environment: Mapping[str, str]) -> Account:
        """The account that `setting` (such as "networkId" -> value or None) and environment name.

        Raises FixDeclaration naming every setting that is missing or wrong, and how to set it.
        """
        values: dict[str, Any] = {}
        for name in cls.model_fields:
            value = environment.get(ENVIRONMENT.get(name, "")) or setting(to_camel(name))
            if value is not None:
                values[name] = value.strip() if isinstance(value, str) else value
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            problems = "; ".join(_problem(cls, detail) for detail in error.errors())
        # Raised outside the handler: pydantic's error may quote the token in its context.
        raise FixDeclaration(f"reading the Invoca settings: {problems}")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _problem(model: type[Account], detail: Any) -> str:
    # Names are validated by field name here, but pydantic reports the alias.
    name = next(
        name
        for name, field in model.model_fields.items()
        if detail["loc"][0] in (name, field.alias)
    )
    variable = f" or {ENVIRONMENT[name]} in the environment" if name in ENVIRONMENT else ""
    secret = "--secret " if name == "api_token" else ""
    remedy = f"set it with `pulumi config set {secret}{NAMESPACE}:{to_camel(name)}`{variable}"
    what = (
        "is not set" if detail["type"] == "missing" else detail["msg"].removeprefix("Value error, ")
    )
    return f"{NAMESPACE}:{to_camel(name)} {what} ({remedy})"
