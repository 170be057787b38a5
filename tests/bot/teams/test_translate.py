"""What was asked, read out of what Teams sends."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bot.teams.activity import Unreadable, read
from bot.teams.translate import from_card, from_dialog, from_message, from_message_menu
from handlers.request import Change, Mention, Place, Press, Shortcut, Submission, Words

BOT, ANA, BEN = "28:bot", "29:ana", "29:ben"
ACCOUNTS = {ANA: "account-of-ana", BEN: "account-of-ben"}


def activity(**more: Any) -> dict[str, Any]:
    return {
        "type": "message",
        "id": "1",
        "serviceUrl": "https://smba.trafficmanager.net/emea/",
        "from": {"id": "29:me", "aadObjectId": "account-of-mine", "name": "Me"},
        "recipient": {"id": BOT},
        "conversation": {"id": "a:1", "conversationType": "personal"},
        "channelData": {"tenant": {"id": "tenant"}},
    } | more


def mention(identifier: str, name: str) -> dict[str, Any]:
    return {"type": "mention", "text": f"<at>{name}</at>", "mentioned": {"id": identifier, "name": name}}


def words(text: str, *mentions: dict[str, Any]) -> tuple[str | Mention, ...]:
    asked = from_message(read(activity(text=text, entities=[{"type": "clientInfo"}, *mentions])), ACCOUNTS)
    assert isinstance(asked, Words)
    return asked.parts


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("log", ("log",)),
        ("/ally log", ("log",)),
        ("ally log", ("log",)),
        ("/Ally\nlog", ("log",)),
        ("  /ally   log  ", ("log",)),
        ("/ally", ()),
        ("ally", ()),
        ("", ()),
        ("   ", ()),
        ("allyship log", ("allyship log",)),
        ("amplify @Ana Lima: her idea", ("amplify @Ana Lima: her idea",)),
        ("amplify <b>x</b> & <at>Ana</at>", ("amplify <b>x</b> & <at>Ana</at>",)),
        ("log\xa0now&nbsp;please", ("log now please",)),
    ],
)
def test_words(typed: str, parts: tuple[str, ...]) -> None:
    assert words(typed) == parts


def test_mentions_stand_where_they_were_typed() -> None:
    parts = words("amplify <at>Ana</at> and <at>Ben</at>: an idea", mention(BEN, "Ben"), mention(ANA, "Ana"))
    assert parts == (
        "amplify ",
        Mention("account-of-ana", "Ana"),
        " and ",
        Mention("account-of-ben", "Ben"),
        ": an idea",
    )


def test_two_people_of_the_same_name_keep_their_order() -> None:
    parts = words("<at>Ana</at> <at>Ana</at>", mention(ANA, "Ana"), mention(BEN, "Ana"))
    assert [one.account for one in parts if isinstance(one, Mention)] == ["account-of-ana", "account-of-ben"]


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("<at>Upstander</at> log", ("log",)),
        ("<at>Upstander</at>&nbsp;/ally log", ("log",)),
        ("log <at>Upstander</at> now", ("log now",)),
        ("<at>Upstander</at>", ()),
        ("hey <at>Upstander</at>\n", ("hey",)),
    ],
)
def test_the_bots_own_mention_is_left_out(typed: str, parts: tuple[str, ...]) -> None:
    assert words(typed, mention(BOT, "Upstander")) == parts


def test_a_mention_whose_account_is_not_known_keeps_its_id() -> None:
    assert words("<at>Bot</at>", mention("28:other", "Bot")) == (Mention("28:other", "Bot"),)


def test_a_mention_that_is_not_in_the_text_is_nobodys() -> None:
    assert words("log", mention(ANA, "Ana")) == ("log",)


def card(verb: str, **data: Any) -> dict[str, Any]:
    action = {"type": "Action.Execute", "verb": verb, "data": data}
    return activity(type="invoke", name="adaptiveCard/action", value={"action": action})


def test_a_pressed_button() -> None:
    assert from_card(read(card("press", action="undo", subject="17"))) == Press("undo", "17")


def test_a_sent_form_has_its_values_read() -> None:
    sent = {
        "text:note": "a note",
        "choice:kind": "amplify",
        "multi:responses": "spoke_up,redirected",
        "person:colleague": "account-of-ana",
        "date:occurred_on": "2026-03-04",
        "toggle:log_me": "true",
        "toggle:other": False,
        "msteams": {"type": "x"},
        "other": "no input of ours",
        "text:odd": {"not": "text"},
    }
    assert from_card(read(card("submit", form="log", subject="", **sent))) == Submission(
        "log",
        "",
        {
            "note": "a note",
            "kind": "amplify",
            "responses": ("spoke_up", "redirected"),
            "colleague": Mention("account-of-ana"),
            "occurred_on": date(2026, 3, 4),
            "log_me": True,
            "other": False,
        },
    )


def test_a_changed_choice() -> None:
    changed = from_card(read(card("change", form="log", subject="17", **{"choice:kind": "learn"})))
    assert changed == Change("log", "17", {"kind": "learn"})


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"action": "x"},
        {"action": {"verb": "press"}},
        {"action": {"verb": "press", "data": {}}},
        {"action": {"verb": "press", "data": {"action": 7}}},
        {"action": {"verb": "submit", "data": {"form": ["log"]}}},
    ],
)
def test_cards_that_are_none_of_ours(value: dict[str, Any]) -> None:
    assert from_card(read(activity(type="invoke", value=value))) is None


def test_a_client_that_sends_cards_as_messages() -> None:
    pressed = read(activity(value={"action": "undo", "subject": "17", "verb": "press"}))
    sent = read(activity(value={"form": "log", "subject": "", "text:note": "x"}))
    assert from_message(pressed, {}) == Press("undo", "17")
    assert from_message(sent, {}) == Submission("log", "", {"note": "x"})
    assert from_message(read(activity(value={"other": "card"})), {}) is None


def menu(payload: object, command: str = "logAllyship") -> Any:
    value = {"commandId": command, "commandContext": "message", "messagePayload": payload}
    return read(activity(type="invoke", name="composeExtension/fetchTask", value=value))


def test_a_message_tells_its_author_and_never_what_it_says() -> None:
    author = {"id": "account-of-ana", "displayName": "Ana Lima", "userIdentityType": "aadUser"}
    asked = from_message_menu(menu({"from": {"user": author}, "body": {"content": "the secret plan"}}))
    assert asked == Shortcut(Mention("account-of-ana", "Ana Lima"))
    assert "secret" not in repr(asked)


@pytest.mark.parametrize(
    "payload", [None, {}, {"from": None}, {"from": {"application": {"id": "x"}, "user": None}}, {"from": {"user": {}}}]
)
def test_a_message_of_nobody_opens_the_plain_form(payload: object) -> None:
    assert from_message_menu(menu(payload)) == Shortcut()


def test_a_command_we_do_not_have() -> None:
    assert from_message_menu(menu({}, "other")) is None


def test_what_is_sent_from_the_dialog() -> None:
    def sent(**data: Any) -> Any:
        return from_dialog(read(activity(type="invoke", value={"commandId": "logAllyship", "data": data})))

    assert sent(verb="submit", form="log", subject="", **{"text:note": "x"}) == Submission("log", "", {"note": "x"})
    assert sent(verb="change", form="log", subject="") == Change("log", "", {})
    assert sent(verb="press", action="undo", subject="17") == Press("undo", "17")
    assert from_dialog(read(activity(type="invoke", value={"data": "x"}))) is None


@pytest.mark.parametrize("kind", ["channel", "groupChat", "", None, 7])
def test_only_a_personal_chat_is_private(kind: object) -> None:
    held = {"id": "19:x", "conversationType": kind}
    assert read(activity(conversation=held)).place is Place.CHANNEL
    assert read(activity()).place is Place.DIRECT


def test_a_retry_has_the_key_of_the_first_and_another_message_has_not() -> None:
    first, again, other = read(activity()), read(activity(text="edited")), read(activity(id="2"))
    elsewhere = read(activity(conversation={"id": "a:2"}))
    assert first.key == again.key
    assert len({first.key, other.key, elsewhere.key}) == 3
    assert read(activity(id=None)).key is None


def test_the_zone_comes_from_the_message_or_the_client() -> None:
    client = {"type": "clientInfo", "timezone": "Europe/Zurich"}
    assert read(activity(localTimezone="Asia/Tokyo", entities=[client])).zone == "Asia/Tokyo"
    assert read(activity(entities=[client])).zone == "Europe/Zurich"
    assert read(activity(entities="x")).zone == ""


def test_what_is_no_activity() -> None:
    with pytest.raises(Unreadable):
        read({"type": "message"})
