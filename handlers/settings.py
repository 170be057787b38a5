"""`settings`: language, time zone, visibility, declared gender, and whether colleagues may name me, or I may ask."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar
from zoneinfo import ZoneInfo

from handlers.command import Command, Services
from handlers.request import Mention, Press, Reply, Request, Submission, Value, Words
from handlers.settings_words import LANGUAGES, LONGEST_ZONE, Unclear, read_zone, understood
from handlers.wording import GENDERS, VISIBILITIES, options
from messages.blocks import Button, Buttons, Field, Fields, Message, Note, Text, strong
from messages.forms import Choice, Form, FormErrors, Option, TextInput, Toggle
from storage import digests, preferences, schedules
from storage.preferences import Changes, Chosen
from storage.words import Gender, Visibility

ASK_ME: Mapping[bool, str] = {
    True: "asks me now and then whether something helped, or what came of it",
    False: "doesn't ask me whether something helped, or what came of it",
}
LOG_ME: Mapping[bool, str] = {True: "may name me in what they log", False: "can't name me in what they log"}

Word = TypeVar("Word", Visibility, Gender)


async def answer(request: Request, words: Words, services: Services) -> Reply:
    """Without words, the form; with words, what they say is set at once."""
    said = _plain(words)
    chosen = await _chosen(request, services)
    if not said:
        return _form(chosen)
    try:
        changes = understood(said, request.now)
    except Unclear as unclear:
        return _not_understood(str(unclear))
    return await _save(request, chosen, changes, services)


async def show_form(request: Request, _press: Press, services: Services) -> Reply:
    return _form(await _chosen(request, services))


async def submit(request: Request, submission: Submission, services: Services) -> Reply:
    """Saves what differs from what holds; only that becomes the person's own choice."""
    chosen = await _chosen(request, services)
    values = submission.values
    zone, problem = read_zone(_typed(values.get("zone")), request.now)
    visibility = _one_of(Visibility, values.get("visibility"))
    gender = _one_of(Gender, values.get("gender"))
    language = _typed(values.get("language"))
    log_me, ask_me = bool(values.get("log_me")), bool(values.get("ask_me", chosen.ask_me))
    problems = {
        "language": "" if language in LANGUAGES else "Please choose one of these.",
        "zone": problem,
        "visibility": "" if visibility else "Please choose one of these.",
        "gender": "" if gender else "Please choose one of these.",
    }
    if any(problems.values()):
        filled = Chosen(
            language,
            _typed(values.get("zone")),
            visibility or chosen.visibility,
            gender or chosen.gender,
            log_me,
            ask_me,
        )
        return FormErrors({name: problem for name, problem in problems.items() if problem}, _form(filled))
    changes = Changes(
        language=language if language != chosen.language else None,
        zone=zone if zone != chosen.zone else None,
        visibility=visibility if visibility != chosen.visibility else None,
        gender=gender if gender != chosen.gender else None,
        log_me=log_me if log_me != chosen.log_me else None,
        ask_me=ask_me if ask_me != chosen.ask_me else None,
    )
    return await _save(request, chosen, changes, services)


async def _chosen(request: Request, services: Services) -> Chosen:
    return await preferences.chosen(services.db, request.asker.organization_id, request.asker.person_id)


async def _save(request: Request, before: Chosen, changes: Changes, services: Services) -> Message:
    asker = request.asker
    await preferences.save(services.db, asker.organization_id, asker.person_id, changes)
    if changes.zone is not None or changes.language is not None or changes.ask_me is not None:
        await schedules.ask_to_plan(services.db, asker.organization_id, [asker.person_id], request.now)
    if changes.zone is not None:
        await digests.look_again(services.db, asker.organization_id, asker.person_id, request.now)
    return _saved(request, before, await _chosen(request, services))


# what people see


def _form(chosen: Chosen) -> Form:
    return Form(
        name="settings",
        title="Your settings",
        submit_label="Save",
        inputs=(
            Choice(
                "language",
                "Language",
                tuple(Option(value, label) for value, label in LANGUAGES.items()),
                value=chosen.language if chosen.language in LANGUAGES else "en",
            ),
            TextInput(
                "zone",
                "Time zone",
                value=chosen.zone,
                placeholder="Berlin",
                hint="The nearest big city is enough: Berlin, New York, São Paulo.",
                max_length=LONGEST_ZONE,
            ),
            Choice(
                "visibility",
                "What you log is, unless you say otherwise",
                options(VISIBILITIES),
                value=chosen.visibility,
            ),
            Choice("gender", "Gender", options(GENDERS), value=chosen.gender, hint=WHY_GENDER),
            Toggle(
                "log_me",
                "Colleagues may name me in what they log",
                value=chosen.log_me,
                hint="If not, what they did still counts, without you in it.",
            ),
            Toggle(
                "ask_me",
                "Ask me whether it helped, and what came of it",
                value=chosen.ask_me,
                hint="In private, at most one question a week. You need not answer.",
            ),
        ),
    )


WHY_GENDER = (
    "Asked so that we can see whether allyship is shared, in groups only. It gates nothing: everything here is open to "
    "everybody, and not saying is a full answer."
)


def _saved(request: Request, before: Chosen, after: Chosen) -> Message:
    changed = tuple(_differences(request, before, after))
    if not changed:
        return Message(
            "Your settings were like that already.",
            (Text("Your settings were like that already."), Fields(tuple(_all(request, after))), _OPEN),
        )
    blocks: list[Text | Fields | Note] = [Text(strong("Saved.")), Fields(changed)]
    blocks += [Note(note) for note in _consequences(before, after)]
    return Message("Your settings are saved.", (*blocks, _OPEN))


_OPEN = Buttons((Button("Open settings", "settings"),))


def _all(request: Request, chosen: Chosen) -> Iterator[Field]:
    local = request.now.astimezone(ZoneInfo(chosen.zone))
    yield Field("Language", LANGUAGES.get(chosen.language, chosen.language))
    yield Field("Time zone", f"{chosen.zone} (it is {local:%H:%M} there now)")
    yield Field("Visibility", VISIBILITIES[chosen.visibility])
    yield Field("Gender", GENDERS[chosen.gender])
    yield Field("Colleagues", LOG_ME[chosen.log_me])
    yield Field("Upstander", ASK_ME[chosen.ask_me])


def _differences(request: Request, before: Chosen, after: Chosen) -> Iterator[Field]:
    for old, new in zip(_all(request, before), _all(request, after), strict=True):
        if old != new:
            yield new


def _consequences(before: Chosen, after: Chosen) -> Iterator[str]:
    if before.visibility != after.visibility:
        yield "The visibility goes for what you log from now on; “/ally edit” changes what you logged before."
    if before.gender != after.gender:
        yield "The gender goes for what you log from now on; earlier actions keep what held on their day."
    if before.log_me and not after.log_me:
        yield "What colleagues do for you still counts, without you in it. “/ally settings log me” takes this back."
    if before.ask_me and not after.ask_me:
        yield "Nobody learns of it. “/ally settings ask me” takes this back, and /ally confirm shows what would wait."


def _not_understood(why: str) -> Message:
    return Message(
        f"{why} Nothing was changed.",
        (
            Text(why),
            Note(
                "You can write, for example: settings zone Berlin · settings visibility private · settings gender "
                "woman · settings don't log me · settings don't ask me. Nothing was changed."
            ),
            _OPEN,
        ),
    )


def _plain(words: Words) -> str:
    """The words in lower case with plain apostrophes; a mention is no setting."""
    typed = " ".join(part for part in words.parts if not isinstance(part, Mention))
    return " ".join(typed.casefold().replace("’", "'").replace("‘", "'").split())


def _one_of(kind: type[Word], value: Value) -> Word | None:
    return kind(value) if isinstance(value, str) and value in {one.value for one in kind} else None


def _typed(value: Value) -> str:
    return value if isinstance(value, str) else ""


COMMAND = Command(
    name="settings",
    summary="your time zone, visibility, gender, whether colleagues may name you, and whether I may ask you",
    examples=(
        "settings",
        "settings zone Berlin",
        "settings visibility private",
        "settings don't log me",
        "settings don't ask me",
    ),
    answer=answer,
    aliases=("setting", "preferences"),
    presses={"settings": show_form},
    submits={"settings": submit},
    opens_form=frozenset({"settings"}),
    details="Without more words, the form with everything. With words, the setting is changed at once.",
)
