"""Every shape of an answer that was ever seen, and any other."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoca.client.responses import read_error_body, read_json, retry_after_seconds
from invoca.client.wire import Answer
from invoca.errors import (
    FixCredentials,
    InvalidRequest,
    InvocaError,
    LookAtAccount,
    NotFound,
    ReportBug,
    TryLater,
    Unclear,
)

DOING = "reading promo number 8885550123"
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


def as_bytes(body: Any) -> bytes:
    return body if isinstance(body, bytes) else json.dumps(body).encode()


def error_of(status: int, body: Any = b"", **headers: str) -> InvocaError:
    with pytest.raises(InvocaError) as raised:
        read_json(Answer(status, headers, as_bytes(body)), DOING)
    return raised.value


@pytest.mark.parametrize("status", [200, 201, 204])
def test_a_2xx_is_its_json(status: int) -> None:
    assert read_json(Answer(status, {}, b'[{"id": 1}]'), DOING) == [{"id": 1}]


@pytest.mark.parametrize("body", [b"", b" \r\n\t"])
def test_an_empty_2xx_is_an_empty_object(body: bytes) -> None:
    assert read_json(Answer(200, {}, body), DOING) == {}


@pytest.mark.parametrize(
    "body",
    [
        b"<html><body>It works!</body></html>",
        b"\xff\xfe\x00binary",
        b'{"id": ',
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"NaN and more",
    ],
    ids=["html", "binary", "cut off", "deep list", "deep map", "text"],
)
def test_a_2xx_that_is_not_json_leaves_open_what_was_done(body: bytes) -> None:
    error = error_of(200, body)
    assert type(error) is Unclear
    assert error.status == 200
    assert str(error) == f"{DOING}: Invoca answered 200 with something that is not JSON."


SHAPES = [
    (
        404,
        {"errors": {"class": "RecordNotFound", "invalid_data": "Could not find RingPool 123"}},
        NotFound,
        "RecordNotFound: Could not find RingPool 123",
    ),
    (
        403,
        {"errors": {"name": ["has already been taken"]}},
        InvalidRequest,
        "name: has already been taken",
    ),
    (
        403,
        {"errors": {"pool_type": ["can't be blank"], "name": ["is bad", "is long"]}},
        InvalidRequest,
        "pool_type: can't be blank; name: is bad; name: is long",
    ),
    (
        403,
        {"errors": {"class": "RecordInvalid", "invalid_data": "Invalid Key in Local Center."}},
        InvalidRequest,
        "RecordInvalid: Invalid Key in Local Center.",
    ),
    (
        403,
        {"errors": {"users": [{"email_settings": [{"email_address": ["is invalid"]}]}]}},
        InvalidRequest,
        "users.email_settings.email_address: is invalid",
    ),
    (
        403,
        {"errors": {"class": "RecordInvalid", "invalid_data": {"description": ["is blank"]}}},
        InvalidRequest,
        "RecordInvalid: description: is blank",
    ),
    (403, {"error": {"name": ["is taken"]}}, InvalidRequest, "name: is taken"),
    (404, {"error": {"class": "RecordNotFound"}}, NotFound, "RecordNotFound"),
    (403, {"error": {"class": "UnauthorizedOperation"}}, FixCredentials, "UnauthorizedOperation"),
    (403, {"message": "no"}, InvalidRequest, "message: no"),
    (403, ["a", "b"], InvalidRequest, "a; b"),
    (403, "just text", InvalidRequest, "just text"),
    (403, {"errors": {"base": ["You may not"]}}, InvalidRequest, "You may not"),
    (
        403,
        {"errors": {"class": "UnauthorizedOperation", "invalid_data": "read only"}},
        FixCredentials,
        "UnauthorizedOperation: read only",
    ),
    (
        403,
        {"errors": {"class": "UnauthorizedAdvertiser"}},
        FixCredentials,
        "UnauthorizedAdvertiser",
    ),
    (
        403,
        {"errors": {"base": ["You've reached your promo number limit"]}},
        LookAtAccount,
        "You've reached your promo number limit",
    ),
    (401, {"errors": {"class": "Unauthorized"}}, FixCredentials, "Unauthorized"),
    (401, b"", FixCredentials, ""),
    (401, b"Unauthorized", FixCredentials, "Unauthorized"),
    (401, b"<html><h1>401 Unauthorized</h1></html>", FixCredentials, "401 Unauthorized"),
    (429, {"errors": {"class": "RateLimit", "invalid_data": "Slow"}}, TryLater, "RateLimit: Slow"),
    (
        500,
        {
            "errors": {
                "class": "InternalServiceError",
                "invalid_data": "refer to error handle 1228118400",
            }
        },
        Unclear,
        "InternalServiceError: refer to error handle 1228118400",
    ),
    (502, b"<html><title>Bad Gateway</title></html>", Unclear, "Bad Gateway"),
    (503, b"", Unclear, ""),
    (400, {"errors": {"class": "ParseError"}}, ReportBug, "ParseError"),
    (405, b"", ReportBug, ""),
    (409, b"", ReportBug, ""),
    (422, {"errors": {"x": ["y"]}}, ReportBug, "x: y"),
]


@pytest.mark.parametrize(("status", "body", "kind", "said"), SHAPES)
def test_every_known_error_body_becomes_one_kind_of_error_and_one_readable_line(
    status: int, body: Any, kind: type, said: str
) -> None:
    error = error_of(status, body)
    assert type(error) is kind
    assert error.status == status
    assert error.answer == f"Invoca answered {status}: {said}".removesuffix(": ")
    assert str(error).startswith(f"{DOING}: {error.answer}")
    assert error.remedy


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_reported_with_the_setting_to_check(status: int) -> None:
    error = error_of(status, location="https://evil.example")
    assert type(error) is ReportBug
    assert "a redirect, which is never followed" in str(error)
    assert "INVOCA_BASE_URL" in str(error)


@pytest.mark.parametrize("outer", ["errors", "error"])
def test_invocas_own_not_found_is_known_by_its_class(outer: str) -> None:
    error = error_of(404, {outer: {"class": "RecordNotFound", "invalid_data": "Could not"}})
    assert isinstance(error, NotFound)
    assert error.record_not_found
    assert "campaign_id" in error.remedy


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>404 Not Found</html>",
        b"RecordNotFound",
        {"errors": {"class": "RoutingError", "invalid_data": "RecordNotFound"}},
        {"errors": {"invalid_data": "RecordNotFound"}},
        {"errors": ["RecordNotFound"]},
        {"errors": {"class": ["RecordNotFound"]}},
        {"class": "recordnotfound"},
    ],
)
def test_some_web_servers_404_is_not_invocas_not_found(body: Any) -> None:
    error = error_of(404, body)
    assert isinstance(error, NotFound)
    assert not error.record_not_found
    assert "invoca:baseUrl" in error.remedy


def test_a_410_of_invocas_own_says_that_the_record_is_gone() -> None:
    error = error_of(410, {"errors": {"class": "RecordGone"}})
    assert isinstance(error, NotFound)
    assert error.record_not_found
    assert error.status == 410


@pytest.mark.parametrize("body", ["", "<html>Gone</html>", {"message": "Gone"}])
def test_some_web_servers_410_says_nothing_of_a_record(body: Any) -> None:
    assert not isinstance(error_of(410, body), NotFound)


@pytest.mark.parametrize("status", [400, 401, 403, 500])
def test_the_class_record_not_found_alone_is_no_not_found(status: int) -> None:
    error = error_of(status, {"errors": {"class": "RecordNotFound"}})
    assert not isinstance(error, NotFound)


@pytest.mark.parametrize(
    "body",
    [
        b"<script>alert('x')</script><style>p{}</style><h1>Down</h1> for\x1b[2J\x00 now",
        b"Down\r\n\tfor\n\n  [2J  now",
    ],
)
def test_a_web_page_is_quoted_as_one_line_of_its_plain_text(body: bytes) -> None:
    assert read_error_body(body).text == "Down for [2J now"


@pytest.mark.parametrize("body", [b"x" * 1_000_000, {"errors": {"a": ["x" * 1_000_000]}}])
def test_a_huge_error_body_is_cut(body: Any) -> None:
    text = read_error_body(as_bytes(body)).text
    assert len(text) == 300
    assert text.endswith("x…")


@pytest.mark.parametrize("body", [b"[" * 100_000, b"\xff\xfe\x00\x81", b"{", b"\x00" * 1000])
def test_an_unreadable_error_body_is_no_trouble(body: bytes) -> None:
    assert type(error_of(500, body)) is Unclear


def test_a_deeply_nested_error_body_is_no_trouble() -> None:
    nested: Any = ["deep"]
    for _ in range(400):
        nested = {"a": [nested]}
    assert error_of(403, {"errors": nested}).answer == "Invoca answered 403"


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("7", 7.0),
        (" 7 ", 7.0),
        ("0", 0.0),
        ("2.5", 2.5),
        ("999999999", 999999999.0),
        ("", None),
        ("-7", None),
        ("soon", None),
        ("1e3", None),
        ("9" * 400, None),
        ("Sat, 21 Nov 2026 12:01:30 GMT", 90.0),
        ("Sat, 21 Nov 2026 11:00:00 GMT", 0.0),
        ("Sat, 99 Nov 2026 11:00:00 GMT", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(value: str, seconds: float | None) -> None:
    headers = {"retry-after": value, "date": "Sat, 21 Nov 2026 12:00:00 GMT"}
    assert retry_after_seconds(headers) == seconds


@pytest.mark.parametrize("date", ["", "yesterday", "Sat, 21 Nov 2026 12:00:00 -0000"])
def test_a_retry_after_date_needs_a_date_to_compare_with(date: str) -> None:
    headers = {"retry-after": "Sat, 21 Nov 2026 12:01:30 GMT", "date": date}
    assert retry_after_seconds(headers) is None


@pytest.mark.parametrize("status", [429, 500, 503])
def test_the_wait_that_invoca_asks_for_is_kept(status: int) -> None:
    error = error_of(status, **{"retry-after": "7"})
    assert isinstance(error, TryLater)
    assert error.retry_after == 7
    without = error_of(status)
    assert isinstance(without, TryLater)
    assert without.retry_after is None


def is_an_error_of_the_tree(error: InvocaError, status: int, content: bytes) -> None:
    assert str(error).startswith("fuzzing: ")
    assert str(error).isprintable()
    assert len(str(error)) < 800
    if isinstance(error, NotFound) and error.record_not_found:
        assert status == 404
        assert b"RecordNotFound" in content


@given(st.integers(100, 999), st.binary(), st.dictionaries(st.just("retry-after"), st.text()))
def test_any_status_with_any_bytes_is_a_value_or_an_error_of_the_tree(
    status: int, content: bytes, headers: dict[str, str]
) -> None:
    try:
        read_json(Answer(status, headers, content), "fuzzing")
    except InvocaError as error:
        is_an_error_of_the_tree(error, status, content)
    else:
        assert 200 <= status < 300


@given(st.integers(100, 999), json_values)
def test_any_status_with_any_json_is_a_value_or_an_error_of_the_tree(
    status: int, value: Any
) -> None:
    content = json.dumps(value).encode()
    try:
        read = read_json(Answer(status, {}, content), "fuzzing")
    except InvocaError as error:
        is_an_error_of_the_tree(error, status, content)
        assert not 200 <= status < 300
    else:
        assert json.dumps(read) == json.dumps(value)


@given(
    st.sampled_from(["errors", "error"]),
    st.sampled_from(["class", "invalid_data", "base", "name"]),
    json_values,
)
def test_any_value_may_stand_in_an_error_body(outer: str, inner: str, value: Any) -> None:
    content = json.dumps({outer: {"class": "RecordInvalid", inner: value}}).encode()
    is_an_error_of_the_tree(error_of_fuzz(403, content), 403, content)


def error_of_fuzz(status: int, content: bytes) -> InvocaError:
    with pytest.raises(InvocaError) as raised:
        read_json(Answer(status, {}, content), "fuzzing")
    return raised.value


@given(st.text())
def test_any_retry_after_is_seconds_or_none(value: str) -> None:
    seconds = retry_after_seconds({"retry-after": value})
    assert seconds is None or seconds >= 0
