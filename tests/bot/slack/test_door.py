"""What Slack did not sign does not get in, and is counted."""

from __future__ import annotations

import json
import time
from urllib.parse import urlencode

import pytest

from tests.bot.slack.setup import Place, Script


@pytest.mark.parametrize(
    ("timestamp", "signature", "reason"),
    [
        (None, "v0=" + "0" * 64, "forged"),
        (None, "", "unsigned"),
        ("", None, "unsigned"),
        pytest.param(str(int(time.time()) - 600), None, "stale", id="ten minutes old"),
        pytest.param(str(int(time.time()) + 3600), None, "stale", id="an hour ahead"),
        ("yesterday", None, "bad_timestamp"),
        ("12.5", None, "bad_timestamp"),
        ("-1", None, "bad_timestamp"),
        ("9" * 400, None, "bad_timestamp"),
        (None, "v0=é", "forged"),
    ],
)
async def test_a_request_that_slack_did_not_sign_just_now_is_refused_and_counted(
    place: Place, script: Script, timestamp: str | None, signature: str | None, reason: str
) -> None:
    body = urlencode(place.user("U1").command("help"))
    encoded = signature.encode("latin-1").decode("latin-1") if signature else signature
    if encoded == "v0=é":
        response = await place.http.post(
            "/slack/events",
            content=body,
            headers=[
                (b"X-Slack-Signature", b"v0=\xe9"),
                (b"X-Slack-Request-Timestamp", str(int(time.time())).encode()),
            ],
        )
    else:
        response = await place.way.post(body, timestamp=timestamp, signature=encoded)
    assert response.status_code == 401
    assert place.refused(reason) == 1
    assert script.asked == []


async def test_a_changed_body_is_refused(place: Place, script: Script) -> None:
    signed = await place.way.post("")  # only to learn how it is signed
    sent = signed.request.headers
    body = urlencode(place.user("U1").command("help"))
    headers = {name: sent[name] for name in ("X-Slack-Signature", "X-Slack-Request-Timestamp")}
    response = await place.http.post("/slack/events", content=body, headers=headers)
    assert response.status_code == 401
    assert script.asked == []


@pytest.mark.parametrize("body", [b"\xff\xfe", b"payload=%7Bnot+json", b"{not json"])
async def test_garbage_without_a_signature_is_refused_like_anything_else(place: Place, body: bytes) -> None:
    assert (await place.way.post(body, signature="v0=0")).status_code == 401


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"payload=%7Bnot+json", "application/x-www-form-urlencoded"),
        (b"[1]", "application/json"),
        (b"{", "application/json"),
    ],
)
async def test_signed_garbage_is_a_bad_request(place: Place, body: bytes, content_type: str) -> None:
    assert (await place.way.post(body, content_type)).status_code == 400
    assert place.refused("malformed") == 1


async def test_bytes_that_are_no_text_are_refused(place: Place) -> None:
    assert (await place.way.post(b"\xff\xfe")).status_code == 401


async def test_slack_checks_the_address_with_a_challenge(place: Place) -> None:
    body = json.dumps({"type": "url_verification", "token": "t", "challenge": "abc"})
    response = await place.way.post(body, "application/json")
    assert response.json() == {"challenge": "abc"}
    assert (await place.way.post(body, "application/json", signature="v0=0")).status_code == 401


async def test_an_unsigned_certificate_check_is_refused_too(place: Place) -> None:
    assert (await place.way.post("ssl_check=1&token=x", signature="")).status_code == 401


async def test_only_post_is_answered(place: Place) -> None:
    assert (await place.http.get("/slack/events")).status_code == 405


async def test_an_event_that_we_did_not_ask_for_is_acknowledged(place: Place, script: Script) -> None:
    user = place.user("U1")
    payload = user.payloads.event({"type": "message", "channel_type": "im", "user": "U1", "text": "hello"})
    assert await place.way.event(payload) == {}
    await place.settle()
    assert script.asked == []


async def test_nothing_that_a_person_typed_gets_into_the_log(
    place: Place, script: Script, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level("DEBUG")
    user = place.user("U1")
    body = urlencode(user.command("learn about private-matter"))
    await place.way.post(body, signature="v0=0")
    script.replies.clear()  # the script has nothing to say: our own fault
    assert "went wrong" in (await user.types("learn about private-matter")).text
    event = user.payloads.event({"type": "unheard_of", "text": "private-matter"})
    await place.way.event(event)
    printed = capsys.readouterr()
    assert "private-matter" not in caplog.text + printed.out + printed.err
