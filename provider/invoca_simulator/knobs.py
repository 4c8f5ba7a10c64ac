"""The questions that Invoca's public documentation leaves open, as switches with a default.

One field, or more, for each question; a description starts with its question. What the client does
about it stands in docs/invoca-api.md, "Open questions and what is done about them".
Knows only values: what a switch does is for the module that reads it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field


def _split(value: object) -> object:
    """`--knob areas_without_stock=310,212` arrives as one string."""
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    return value


def _text(value: object) -> object:
    return str(value) if isinstance(value, int) else value


Areas = Annotated[tuple[str, ...], BeforeValidator(_split)]
Names = Annotated[tuple[Literal["POST", "PUT", "GET", "GET by id"], ...], BeforeValidator(_split)]
Lookup = Literal["normalised", "exact"]
Written = Literal["object", "redirect_302", "redirect_303", "html", "no_content", "empty"]
Listing = Literal["open", "forbidden", "unavailable", "missing"]
Created = Annotated[Literal["201", "200"], BeforeValidator(_text)]


class Knobs(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    # --- creating ---------------------------------------------------------------------------
    post_existing_id: Literal["update_201", "update_200", "taken", "duplicate"] = Field(
        "update_201",
        description="by_id POST, id exists in campaign: it is updated (201 or 200), refused as "
        "taken (403), or a second number gets the same id.",
    )
    post_id_elsewhere: Literal["taken", "allowed", "moves"] = Field(
        "taken",
        description="by_id POST, id exists in another campaign: refused (403), allowed (a new "
        "number), or the existing number moves here.",
    )
    post_deleted_id: Literal["new_number", "revives", "taken"] = Field(
        "new_number",
        description="by_id POST, id of a deleted number: a new number, the old one again, or 403.",
    )
    post_success: Created = Field("201", description="POST success: the status of a creation.")
    no_local_number: Literal["rejected", "toll_free", "server_error"] = Field(
        "rejected",
        description="no local number in the area: 403 RecordInvalid, a toll-free one with 201, "
        "or 500.",
    )
    areas_without_stock: Areas = Field(
        (),
        description="no local number in the area: the NPAs that have none (comma-separated), "
        "or toll-free.",
    )
    limit_reached: Literal["base_message", "server_error"] = Field(
        "base_message", description="limit reached: 403 with a message on `base`, or 500."
    )
    number_limit: int = Field(
        0, ge=0, description="limit reached: promo numbers that a campaign may hold; 0 = no limit."
    )
    ambiguous_post: Literal["created", "not_created"] = Field(
        "created",
        description="ambiguous POST (timeout, 500, reset): whether the faults `drop`, `hang` and "
        "`status`, and the knob `post_answer`, strike after the call was acted on or before.",
    )
    post_answer: Written = Field(
        "object",
        description="POST answer: the number; a redirect to it; a page of HTML with 200; 204; or "
        "201 with an empty body.",
    )
    stored_id: Literal["as_sent", "lower_case", "trimmed", "prefixed"] = Field(
        "as_sent",
        description='stored id: as it was sent, in lower case, trimmed, or with "net-" before it.',
    )
    id_lookup: Lookup = Field(
        "normalised",
        description="stored id: whether a number is found by the id that was sent, or only by "
        "exactly the one that is stored.",
    )

    # --- updating, moving, deleting ---------------------------------------------------------
    put_missing: Literal["not_found", "creates_201", "creates_200"] = Field(
        "not_found", description="PUT missing: 404, or a new number is bought (201 or 200)."
    )
    put_top_level: Literal["replace", "merge"] = Field(
        "replace", description="PUT top-level fields: an omitted field is blank, or kept."
    )
    put_custom_data: Literal["replace", "merge", "omitted_keeps", "omitted_clears"] = Field(
        "replace",
        description="PUT custom_data: what is sent replaces the map and no map clears it; what is "
        "sent is merged and no map keeps it; replaces, but no map keeps it (omitted_keeps); "
        "merges, but no map clears it (omitted_clears).",
    )
    clear_token: Literal["both", "empty_string", "null"] = Field(
        "both",
        description='clear token: the values that clear a custom data key: "" and null, or only '
        "one of them. The other is ignored: the key keeps its value.",
    )
    unknown_custom_field: Literal["rejected", "dropped", "stored"] = Field(
        "rejected", description="unknown custom field: 403, dropped silently, or stored."
    )
    coercion: Literal["as_sent", "to_string", "trimmed", "cut", "padded"] = Field(
        "as_sent",
        description="coercion/trimming: custom data is stored as sent, made strings, trimmed, "
        "cut at the field's length, or with a space before and after it.",
    )
    put_answer: Written = Field(
        "object", description="PUT answer: as `post_answer`; empty is 200 with an empty body."
    )
    custom_data_keys: Literal["as_sent", "upper_case"] = Field(
        "as_sent",
        description="custom data keys: stored as they are sent, or in capitals; then capitals do "
        "not count in what is sent.",
    )
    custom_data_values: Literal["as_sent", "upper_case"] = Field(
        "as_sent", description="custom data values: stored as they are sent, or in capitals."
    )
    description_stored: Literal[
        "as_sent", "trimmed", "html_escaped", "nfd", "cut", "upper_case", "padded", "labelled"
    ] = Field(
        "as_sent",
        description="description: stored as it is sent, without spaces around it, with HTML's "
        "special characters escaped, in Unicode's decomposed form, cut at 40 characters, in "
        'capitals, with a space before and after it, or with "ACME: " before it where it has none.',
    )
    move_id: Literal["kept", "changed", "collision"] = Field(
        "kept", description="move: id is kept, changed, or collides (every move answers 403)."
    )
    delete_missing: Literal["ok", "not_found", "forbidden"] = Field(
        "ok", description="DELETE missing: 200 {}, 404, or 403."
    )
    delete_effect: Literal["released", "nothing"] = Field(
        "released", description="DELETE: releases the number, or answers 200 {} and does nothing."
    )
    delete_answer: Written = Field(
        "object", description="DELETE answer: 200 {}, or as `post_answer`; empty is 200."
    )

    # --- reading ----------------------------------------------------------------------------
    get_deleted: Literal["not_found", "status", "forbidden", "gone"] = Field(
        "not_found", description="GET after delete: 404, 200 with a status, 403, or 410."
    )
    released_status: str = Field(
        "deleted",
        description="GET after delete: the status of a number that is shown though it "
        "was released.",
    )
    list_released: Literal["hidden", "shown"] = Field(
        "hidden", description="list: whether released numbers appear in it, with their status."
    )
    list_entries: Literal["numbers", "nulls", "odd", "brief"] = Field(
        "numbers",
        description="list: nothing but numbers; nulls among them; nulls, text, numerals and "
        "objects without a number; or numbers without their custom data, which a GET shows.",
    )
    answers_other_number: Names = Field(
        (),
        description="wrong object: the calls (comma-separated: POST, PUT, GET, GET by id) whose "
        "answer shows another number of the campaign than the one that is meant.",
    )
    custom_data_form: Literal["map", "named", "pairs"] = Field(
        "map",
        description='custom data form: a map, a list of {"name": ..., "value": ...}, or of '
        "[name, value].",
    )
    custom_data_types: Literal["as_stored", "typed", "nested"] = Field(
        "as_stored",
        description='custom data form: values as they are stored; text such as "5" and "true" as '
        'a number or a truth value; or each as {"value": ...}.',
    )
    shown_fields: Literal["documented", "more"] = Field(
        "documented",
        description="fields of a number: those that are documented, or adwords_account_id and "
        "promo_type as well.",
    )
    custom_data_empty: Literal["empty_object", "absent", "null", "nulls_inside"] = Field(
        "empty_object",
        description="custom_data empty: {}, no key at all, null, or every field there as null.",
    )
    inherited_values: Literal["hidden", "shown"] = Field(
        "hidden", description="inherited values in GET: whether the campaign's custom data shows."
    )
    list_answer: Literal["complete", "random", "capped", "paged", "eventual"] = Field(
        "complete",
        description="list: complete and by id; in random order; cut after 100; in pages of 20, of "
        "which this is the first, with a Link to the next; or eventual (a write shows after "
        "`list_lag` further lists).",
    )
    list_lag: int = Field(2, ge=0, description="list: lists that miss a write when eventual.")
    read_after_write: Literal["immediate", "lag"] = Field(
        "immediate",
        description="read after write: a write shows at once, or after `read_lag` reads of it.",
    )
    read_lag: int = Field(2, ge=0, description="read after write: reads that miss a write.")
    get_lag_seconds: float = Field(
        0, ge=0, description="read after write: seconds until GET of one number shows a write."
    )
    list_lag_seconds: float = Field(
        0, ge=0, description="read after write: seconds until lists show a write."
    )

    # --- access -----------------------------------------------------------------------------
    unauthorized_body: Literal["json", "empty", "text", "html"] = Field(
        "json", description="401 body: the form that it takes."
    )
    no_access: Literal["forbidden", "not_found"] = Field(
        "forbidden",
        description="no access to the parent: 403 UnauthorizedAdvertiser, or 404 RecordNotFound.",
    )
    campaigns_list: Listing = Field(
        "open",
        description="list of an advertiser's campaigns: 200, 403, 503, or no such path (404).",
    )
    affiliates_list: Listing = Field(
        "open",
        description="lists of affiliates and of their shares of a campaign: 200, 403, 503, or no "
        "such path (404).",
    )
    unknown_version: Literal["bad_request", "nearest_earlier", "not_found"] = Field(
        "bad_request",
        description="unknown version: 400, treated as the nearest earlier version, or 404.",
    )
    rate_limit: Literal["off", "429", "429_retry_after", "503", "503_retry_after"] = Field(
        "off", description="429/503: the answer above the limit, with Retry-After or without."
    )
    requests_per_second: int = Field(10, ge=0, description="429/503: where the limit lies.")
    retry_after_seconds: int = Field(1, ge=0, description="429/503: what Retry-After says.")
    retry_after_form: Literal["seconds", "date"] = Field(
        "seconds", description="429/503: whether Retry-After is seconds or a date."
    )
    clock_ahead_seconds: int = Field(
        0, description="429/503: how far the server's clock, in Date, is ahead; may be negative."
    )

    # --- the simulator's own ----------------------------------------------------------------
    unknown_campaign: Literal["missing", "create"] = Field(
        "missing", description="(ours) A campaign nobody added: 404, or made when first used."
    )
    latency_ms: int = Field(0, ge=0, description="(ours) How long every call takes at least.")
    byte_ms: int = Field(
        0,
        ge=0,
        description="(ours) Every answer comes a byte at a time, with this many ms between.",
    )

    def changed(self, changes: Mapping[str, object]) -> Knobs:
        return Knobs.model_validate({**self.model_dump(), **changes})

    def off_default(self) -> dict[str, object]:
        default = Knobs()
        return {name: value for name, value in self if value != getattr(default, name)}
