"""What a promo number is as people declare it; `shown` has it as Invoca shows it.

Owns: the fields, their ranges, and beside each declared field what a change of it means.
Source: promo-numbers page of Invoca's Network API, 2022-08-01,
and 2026-02-01 for hours_of_operation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import Enum
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import (
    BaseModel,
    BeforeValidator,
    Field,
    TypeAdapter,
    ValidationInfo,
    field_validator,
)

from .choice import canonical_choice
from .media_types import GOOGLE_CALL_EXTENSION, is_documented, nearest, same_media_type
from .shown import PromoNumber as PromoNumber  # for those who ask for the models of a number
from .values import (
    LONG_TEXT_MAXIMUM,
    AreaCode,
    CustomDataValue,
    HoursOfOperation,
    LocalCenter,
    LocalNumberPreferences,
    NetworkText,
    RequiredText,
    Strict,
    Text,
    adoption,
)

SHORT_TEXT_MAXIMUM = 255


class Policy(Enum):
    """What a change of a declared field does to the number that is already bought."""

    UPDATES = "changed in place"
    MOVES = "moved in place; the phone number is kept"
    REPLACES = "a new number is bought; printed ads stop matching"
    IDENTIFIES = "another number is bought, or taken over, and this one is released"
    NOTHING = "only says how the number is found or bought"


_IDS = TypeAdapter(tuple[NetworkText, NetworkText, NetworkText | None])


class CampaignRef(NamedTuple):
    """Where a number lives; all three are the network's own ids."""

    advertiser_id: str
    campaign_id: str
    affiliate_id: str | None = None

    @classmethod
    def checked(cls, ids: Iterable[object]) -> CampaignRef:
        """ids: in the order of the fields, all three. Raises ValueError where one is not an id."""
        return cls(*_IDS.validate_python(tuple(ids)))

    def __str__(self) -> str:
        name = f"campaign '{self.campaign_id}' of advertiser '{self.advertiser_id}'"
        return f"{name}, affiliate '{self.affiliate_id}'" if self.affiliate_id else name


def short(where: Iterable[object]) -> str:
    """A campaign as acme/spring-radio; the affiliate third. where: a CampaignRef, or its parts."""
    return "/".join(str(part) for part in where if part)


class Declaration(Strict):
    """One promo number as a person declares it.

    Fields that a caller does not know yet (outputs of other resources in a preview) are named in
    the validation context: `{"unknown": {"local_center"}}`; rules over them are then left out.
    """

    advertiser_id: Annotated[NetworkText, Policy.MOVES] = Field(
        description="The advertiser, as the network's own id."
    )
    campaign_id: Annotated[NetworkText, Policy.MOVES] = Field(
        description="The advertiser campaign, as the network's own id."
    )
    affiliate_id: Annotated[NetworkText | None, Policy.MOVES] = Field(
        None, description="The affiliate, where the number belongs to an affiliate campaign."
    )
    description: Annotated[RequiredText, Policy.UPDATES] = Field(
        description="What the number is for, as reports show it."
    )
    media_type: Annotated[RequiredText, Policy.UPDATES] = Field(
        description='One of Invoca\'s media types, such as "Offline: Radio".'
    )
    custom_data: Annotated[dict[RequiredText, CustomDataValue], Policy.UPDATES] = Field(
        {},
        description="Marketing data fields by API name. They must exist in the Invoca account. "
        f"Values are text of at most {SHORT_TEXT_MAXIMUM} characters ({LONG_TEXT_MAXIMUM} in long "
        "text fields).",
    )
    id_from_network: Annotated[NetworkText | None, Policy.IDENTIFIES] = Field(
        None, description="Your own id of the number. Left out, one is generated from its name."
    )
    id_assigned_by: Annotated[Literal["caller", "invoca"], Policy.NOTHING] = Field(
        "caller",
        description="Who picks id_from_network when the number is bought; 'invoca' uses "
        "promo_numbers.json.",
    )
    adopt: Annotated[bool | str, BeforeValidator(adoption), Policy.NOTHING] = Field(
        False,
        description="Take over a number that exists already: true finds it by id_from_network, "
        'its ten digits ("8885550123") find it by number. Never buys. Digits of another number '
        "replace this one, which is released.",
    )
    generation: Annotated[int, Field(ge=1), Policy.IDENTIFIES] = Field(
        1, description="Increase it to buy another number on purpose."
    )
    local_center: Annotated[LocalCenter | None, Policy.REPLACES] = Field(
        None, description="Where to look for a local number; left out, it is toll-free."
    )
    local_number_preferences: Annotated[LocalNumberPreferences | None, Policy.REPLACES] = None
    tn_prefix_whitelist: Annotated[tuple[AreaCode, ...] | None, Policy.REPLACES] = Field(
        None, description='Area codes that are good enough, such as ["805", "310"].'
    )
    promo_type: Annotated[Literal["Local", "Mobile"] | None, Policy.REPLACES] = Field(
        None, description="International campaigns only."
    )
    promo_number_looks_like: Annotated[Text | None, Policy.REPLACES] = Field(
        None, description="International local numbers: the first five digits to match."
    )
    adwords_account_id: Annotated[Text | None, Policy.UPDATES] = Field(
        None, description=f"Needs media_type '{GOOGLE_CALL_EXTENSION}'. Only its digits count."
    )
    hours_of_operation: Annotated[HoursOfOperation | None, Policy.UPDATES] = None

    @field_validator("id_from_network", mode="before")
    @classmethod
    def _empty_is_no_id(cls, value: object) -> object:
        # Nor is it left out: where it comes from something that is empty by mistake, an id that is
        # made in its place would buy a number.
        if isinstance(value, str) and not value.strip():
            raise ValueError("is empty; write your own id of the number, or leave it out")
        return value

    @field_validator("local_center")
    @classmethod
    def _one_way_to_a_center(cls, value: LocalCenter | None) -> LocalCenter | None:
        if value is not None and (problem := value.problem()):
            raise ValueError(problem)
        return value

    @field_validator("adopt")
    @classmethod
    def _adopts_by_something(cls, value: bool | str, info: ValidationInfo) -> bool | str:
        if value is True and info.data.get("id_assigned_by") == "invoca":
            raise ValueError('must be the number\'s ten digits where id_assigned_by is "invoca"')
        return value

    @field_validator("id_assigned_by")
    @classmethod
    def _one_picks_the_id(cls, value: str, info: ValidationInfo) -> str:
        if value == "invoca" and info.data.get("id_from_network"):
            raise ValueError('cannot be "invoca" beside id_from_network; remove one of them')
        return value

    @field_validator("local_number_preferences", "tn_prefix_whitelist", "promo_type")
    @classmethod
    def _empty_is_absent(cls, value: Any) -> Any:
        return value or None

    @field_validator("adwords_account_id")
    @classmethod
    def _adwords_needs_call_extension(cls, value: str | None, info: ValidationInfo) -> str | None:
        media_type = info.data.get("media_type")
        if value and media_type is not None and not _unknown(info, "media_type"):
            if not same_media_type(media_type, GOOGLE_CALL_EXTENSION):
                raise ValueError(f"needs media_type: '{GOOGLE_CALL_EXTENSION}'")
            if not re.search(r"[0-9]", value):
                raise ValueError("must be an account number, such as 627-345-9815")
        return value or None

    @field_validator("hours_of_operation")
    @classmethod
    def _hours_are_whole(
        cls, value: HoursOfOperation | None, info: ValidationInfo
    ) -> HoursOfOperation | None:
        if value is None or _unknown(info, "affiliate_id"):
            return value
        if info.data.get("affiliate_id"):
            raise ValueError("is not available for numbers of an affiliate campaign")
        if not value.open_24_7 and not value.schedules:
            raise ValueError("needs schedules, or open_24_7: true")
        return value

    @property
    def campaign(self) -> CampaignRef:
        return CampaignRef(self.advertiser_id, self.campaign_id, self.affiliate_id)

    @property
    def adopted_digits(self) -> str:
        """The digits by which a number is taken over; "" where none are named."""
        return self.adopt if isinstance(self.adopt, str) else ""

    @property
    def managed_custom_data(self) -> dict[str, str]:
        """The declared custom data that has a value; empty and absent are the same."""
        return {key: value for key, value in self.custom_data.items() if value}

    def value(self, field: str) -> Any:
        """What is declared for a field, as a JSON value; None where nothing is."""
        value = getattr(self, field, None)
        if isinstance(value, BaseModel):
            return value.model_dump(mode="json", exclude_none=True)
        return value

    def create_only(self) -> dict[str, object]:
        """The inputs that choose the number, in the one spelling by which they are compared and of
        which ids are made, without those left out; JSON values."""
        return canonical_choice(self.create_only_as_written())

    def create_only_as_written(self) -> dict[str, object]:
        """The same in the spelling of the declaration, which Invoca is asked with."""
        values = self.model_dump(mode="json", include=set(CREATE_ONLY), exclude_none=True)
        return {name: value for name, value in values.items() if value not in ({}, [], "")}

    def warnings(self) -> list[str]:
        """What is odd but not wrong, a sentence each."""
        found = []
        if not is_documented(self.media_type):
            hint = nearest(self.media_type)
            meant = f" Did you mean '{hint}'?" if hint else ""
            found.append(
                f"media_type '{self.media_type}' is not one that Invoca documents.{meant} "
                "It is sent as it is; Invoca decides."
            )
        return found


def _unknown(info: ValidationInfo, field: str) -> bool:
    return field in (info.context or {}).get("unknown", ())


def _fields_that(policy: Policy) -> tuple[str, ...]:
    return tuple(
        name for name, field in Declaration.model_fields.items() if policy in field.metadata
    )


# The inputs that choose the number. Invoca does not show them again, and none can be changed later.
CREATE_ONLY: tuple[str, ...] = _fields_that(Policy.REPLACES)
MOVING: tuple[str, ...] = _fields_that(Policy.MOVES)
UPDATING: tuple[str, ...] = _fields_that(Policy.UPDATES)


# The updatable fields that Invoca shows, so that they can be compared.
COMPARED: tuple[str, ...] = tuple(name for name in UPDATING if name in PromoNumber.model_fields)
