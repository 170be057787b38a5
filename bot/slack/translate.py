"""Reads what Slack sends into an `Incoming`. Of a message it takes who wrote it, never what it says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bot.road import Incoming
from bot.values import IDS, Raw, decode
from handlers.request import Asked, Change, Home, Mention, Place, Press, Shortcut, Submission, Words
from messages.names import OPENS, action_of
from storage.words import Platform

Payload = Mapping[str, Any]


def workspace_of(context: Mapping[str, Any]) -> str:
    """The workspace a request belongs to: the whole organization where Slack installed the app for all of it."""
    if context.get("is_enterprise_install"):
        return str(context.get("enterprise_id") or "")
    return str(context.get("team_id") or "")


def command(body: Payload, workspace: str) -> Incoming:
    """`/ally …`, wherever it was typed."""
    is_direct = body.get("channel_name") == "directmessage"
    place = Place.DIRECT if is_direct else Place.CHANNEL
    words = Words(parts(str(body.get("text", ""))))
    return _incoming(workspace, str(body["user_id"]), words, place, str(body["trigger_id"]))


def shortcut(body: Payload, workspace: str) -> Incoming:
    """A shortcut: of the whole app, or of a message."""
    message = body.get("message") or {}
    author = message.get("user") or message.get("bot_id")
    about = Mention(str(author)) if author else None
    return _incoming(workspace, _user(body), Shortcut(about), Place.DIRECT, str(body["trigger_id"]))


def pressed(body: Payload, workspace: str) -> Incoming | None:
    """A button, or an input that refreshes its form. None for what needs no answer, as a button that is a link."""
    action = body["actions"][0]
    identifier = str(action.get("action_id", ""))
    asked: Asked
    if identifier.partition(":")[0] in IDS and body.get("view"):
        view = body["view"]
        asked = Change(str(view["callback_id"]), str(view.get("private_metadata", "")), decode(_held(view)))
    elif action.get("type") == "button" and action_of(identifier) != OPENS:
        asked = Press(action_of(identifier), str(action.get("value") or ""))
    else:
        return None
    channel = body.get("channel") or {}
    is_direct = not channel or channel.get("name") == "directmessage"
    place = Place.DIRECT if is_direct else Place.CHANNEL
    return _incoming(workspace, _user(body), asked, place, str(body["trigger_id"]))


def submitted(body: Payload, workspace: str) -> Incoming:
    """A form that was sent. Its key is the state of the view, so that a second click on a slow day is a repetition.

    Errors beside the fields do not change that state; the road forgets the key where it answers with errors.
    """
    view = body["view"]
    asked = Submission(str(view["callback_id"]), str(view.get("private_metadata", "")), decode(_held(view)))
    return _incoming(workspace, _user(body), asked, Place.DIRECT, f"{view['id']}:{view.get('hash')}")


def home_opened(body: Payload, workspace: str) -> Incoming | None:
    """The app's Home was opened; None for its other tabs."""
    event = body["event"]
    if event.get("tab") != "home":
        return None
    return _incoming(workspace, str(event["user"]), Home(), Place.DIRECT, str(body["event_id"]))


def home_again(workspace: str, account: str) -> Incoming:
    """What the Home shows now, asked by ourselves after something changed."""
    return _incoming(workspace, account, Home(), Place.DIRECT, None)


def parts(text: str) -> tuple[str | Mention, ...]:
    """A command's text as words and mentions. What Slack made of channels and links turns to what a person reads."""
    found: list[str | Mention] = []
    for part in _pieces(text):
        if isinstance(part, str) and found and isinstance(found[-1], str):
            found[-1] += part
        elif part != "":
            found.append(part)
    if found and isinstance(found[0], str):
        found[0] = found[0].lstrip()
    if found and isinstance(found[-1], str):
        found[-1] = found[-1].rstrip()
    return tuple(part for part in found if part != "")


_REFERENCE = re.compile(r"<([^<>]*)>")


def _pieces(text: str) -> Iterator[str | Mention]:
    end = 0
    for match in _REFERENCE.finditer(text):
        yield _unescaped(text[end : match.start()])
        yield _reference(match[1])
        end = match.end()
    yield _unescaped(text[end:])


def _reference(inside: str) -> str | Mention:
    target, _, label = inside.partition("|")
    label = _unescaped(label)
    match target[:1]:
        case "@":
            return Mention(target[1:], label)
        case "#":
            return f"#{label or target[1:]}"
        case "!":
            name = label or target[1:].partition("^")[0]
            return name if name.startswith("@") or target.startswith("!date") else f"@{name}"
        case _:
            return label or _unescaped(target)


def _unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _held(view: Payload) -> dict[str, Raw]:
    """What the inputs of a view hold, by input id."""
    values = (view.get("state") or {}).get("values") or {}
    return {action: _raw(element) for block in values.values() for action, element in block.items()}


def _raw(element: Payload) -> Raw:
    if "selected_options" in element:
        return [option["value"] for option in element["selected_options"] or ()]
    if "selected_option" in element:
        return (element["selected_option"] or {}).get("value")
    return next((element[name] for name in ("value", "selected_user", "selected_date") if name in element), None)


def _user(body: Payload) -> str:
    return str(body["user"]["id"])


def _incoming(workspace: str, account: str, asked: Asked, place: Place, key: str | None) -> Incoming:
    return Incoming(Platform.SLACK, workspace, account, asked, place, key)
