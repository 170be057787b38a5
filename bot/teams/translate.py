"""From what Teams sent to what was asked. Pure: who is mentioned was looked up before (`directory.py`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bot.teams.activity import Activity, Spoken
from bot.values import IDS, Raw, decode
from handlers.request import Asked, Change, Mention, Press, Shortcut, Submission, Words

CARD_ACTION = "adaptiveCard/action"
FETCH_DIALOG = "composeExtension/fetchTask"
SUBMIT_DIALOG = "composeExtension/submitAction"
LOG_COMMAND = "logAllyship"
"""The command of the message extension, as the manifest declares it."""

OWN_WORDS = ("/ally", "ally")
"""What people who know us from Slack type first."""


def from_message(activity: Activity, accounts: Mapping[str, str]) -> Asked | None:
    """What a message asks: words, or a card of a client that sends its inputs as a message. None: a broken card."""
    if activity.value:
        return _from_card(str(activity.value.get("verb", "")), activity.value)
    return Words(tuple(_words(activity, accounts)))


def from_card(activity: Activity) -> Asked | None:
    """What a pressed button or a sent form of a card asks; None for what is none of ours."""
    action = activity.value.get("action")
    if not isinstance(action, dict) or not isinstance(action.get("data"), dict):
        return None
    return _from_card(str(action.get("verb", "")), action["data"])


def from_dialog(activity: Activity) -> Asked | None:
    """What was sent from within the dialog of our message extension."""
    data = activity.value.get("data")
    return _from_card(str(data.get("verb", "")), data) if isinstance(data, dict) else None


def from_message_menu(activity: Activity) -> Shortcut | None:
    """ "Log allyship" on a message: its author and nothing else of it. None for a command we do not have."""
    if activity.value.get("commandId") != LOG_COMMAND:
        return None
    message = activity.value.get("messagePayload")
    sender = message.get("from") if isinstance(message, dict) else None
    user = sender.get("user") if isinstance(sender, dict) else None
    if not isinstance(user, dict) or not isinstance(user.get("id"), str) or not user["id"]:
        return Shortcut()
    return Shortcut(Mention(user["id"], str(user.get("displayName") or "")))


def _from_card(verb: str, data: Mapping[str, Any]) -> Asked | None:
    subject = data.get("subject")
    about = subject if isinstance(subject, str) else ""
    form, action = data.get("form"), data.get("action")
    if isinstance(form, str):
        values = decode(dict(_inputs(data)))
        return Change(form, about, values) if verb == "change" else Submission(form, about, values)
    if isinstance(action, str):
        return Press(action, about)
    return None


def _inputs(data: Mapping[str, Any]) -> Iterator[tuple[str, Raw]]:
    for name, held in data.items():
        if name.partition(":")[0] not in IDS:
            continue
        if isinstance(held, bool):
            yield name, "true" if held else "false"
        elif isinstance(held, str):
            yield name, held
        elif isinstance(held, list):
            yield name, [one for one in held if isinstance(one, str)]


def _words(activity: Activity, accounts: Mapping[str, str]) -> Iterator[str | Mention]:
    """The text around the mentions, and the mentions in their places; the bot's own are left out."""
    rest = activity.text.replace("\xa0", " ").replace("&nbsp;", " ")
    parts: list[str | Mention] = []
    for spoken in _in_order(rest, activity.mentions):
        before, _, rest = rest.partition(spoken.text)
        parts.append(before)
        if spoken.id != activity.bot:
            parts.append(Mention(accounts.get(spoken.id, spoken.id), spoken.name))
    yield from _without_own_word(_joined([*parts, rest]))


def _in_order(text: str, mentions: tuple[Spoken, ...]) -> Iterator[Spoken]:
    """The mentions as they stand in the text. Teams names each one by the text that stands for it."""
    position = 0
    waiting = list(mentions)
    while waiting:
        places = [(text.find(one.text, position), index) for index, one in enumerate(waiting)]
        found = [place for place in places if place[0] >= 0]
        if not found:
            return
        start, index = min(found)
        spoken = waiting.pop(index)
        position = start + len(spoken.text)
        yield spoken


def _joined(parts: list[str | Mention]) -> list[str | Mention]:
    """Neighbouring strings become one, where the bot's own mention stood between them."""
    joined: list[str | Mention] = []
    for part in parts:
        if isinstance(part, str) and joined and isinstance(joined[-1], str):
            joined[-1] = f"{joined[-1].rstrip()} {part.lstrip()}"
        else:
            joined.append(part)
    if joined and isinstance(joined[0], str):
        joined[0] = joined[0].lstrip()
    if joined and isinstance(joined[-1], str):
        joined[-1] = joined[-1].rstrip()
    return [part for part in joined if part != ""]


def _without_own_word(parts: list[str | Mention]) -> list[str | Mention]:
    if not parts or not isinstance(parts[0], str):
        return parts
    first, *rest = parts[0].split(maxsplit=1) or [""]
    if first.casefold() not in OWN_WORDS:
        return parts
    return [*rest, *parts[1:]]
