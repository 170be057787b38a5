"""The card of `/ally nudges`: what holds, when the next one comes, and what can be done about it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import time

from handlers.countries import name_of
from handlers.nudge_standing import Places, Standing
from handlers.settings_words import LANGUAGES
from handlers.wording import PACES, SECTORS, SETTINGS
from messages.blocks import Block, Button, Buttons, Confirm, Field, Fields, Heading, Message, Note, Style, Text, strong
from nudges.day_words import WEEKDAYS, with_weekday
from nudges.figures import listed
from nudges.holidays import country_of, is_known
from storage.nudge_places import Place
from storage.nudge_preferences import NudgeChoices
from storage.words import Platform, Setting

_PLATFORMS = {Platform.SLACK: "Slack", Platform.TEAMS: "Teams", Platform.CONSOLE: "the chat page"}

CHANGE = Button("Change", "nudges.change", style=Style.PRIMARY)
NUDGES = Button("Nudges", "nudges")
RESUME = Button("Resume", "resume")
PAUSES = (Button("Pause a week", "pause.week"), Button("Pause two weeks", "pause.fortnight"))
PAUSE_A_MONTH = Button("Pause a month", "pause.month")
STOP = Button(
    "Stop",
    "stop",
    confirm=Confirm(
        "Stop nudges?", "None come any more until you say “resume”. What you logged stays.", "Stop them", "Keep them"
    ),
)
HERE = Button("Send them here", "nudges.here")

PROMISE = (
    "A nudge is an offer: a question to think about or a short lesson, in private. Nobody sees whether you answer; "
    "after two without an answer, fewer come."
)


def card(standing: Standing, places: Places) -> Message:
    """Everything about the person's nudges."""
    return Message(
        standing.words,
        (
            Heading("Your nudges"),
            Text(standing.words),
            *_put_off(standing),
            Fields(tuple(facts(standing.choices, places))),
            *_about_holidays(standing.choices),
            Buttons(
                (
                    CHANGE,
                    *([HERE] if _can_move_here(places) else []),
                    *holding(standing),
                    Button("Time zone", "settings"),
                )
            ),
            Note(PROMISE),
        ),
    )


def saved(before: NudgeChoices, standing: Standing, places: Places, moved: Places | None = None) -> Message:
    """What was changed, and what follows from it. `moved`: the places before, where they changed."""
    old = facts(before, moved or places)
    changed = tuple(new for was, new in zip(old, facts(standing.choices, places), strict=True) if was != new)
    if not changed:
        said = "Your nudges were like that already."
        return Message(said, (Text(said), *card(standing, places).blocks[1:]))
    return Message(
        f"Saved. {standing.words}",
        (Text(strong("Saved.")), Fields(changed), Text(standing.words), Buttons((NUDGES, *holding(standing)[:1]))),
    )


def holding(standing: Standing) -> tuple[Button, ...]:
    """How to pause, resume or stop, as it stands."""
    if standing.choices.stopped:
        return (RESUME,)
    return (RESUME, STOP) if standing.paused_until else (*PAUSES, STOP)


def facts(choices: NudgeChoices, places: Places) -> Iterator[Field]:
    """What holds, one fact a line."""
    yield Field("Days", days_in_words(choices.days))
    yield Field("Time", f"{window_in_words(choices.starts, choices.ends)} ({choices.zone})")
    yield Field("What", kinds_in_words(choices))
    yield Field("How often", PACES[choices.pace])
    yield Field("Kind of work", SECTORS[choices.sector])
    yield Field("Situations", settings_in_words(choices.settings))
    yield Field("Language", LANGUAGES.get(choices.language, choices.language))
    yield Field("Holidays", name_of(choices.country) if choices.country else "Not known")
    yield Field("Sent to", place_in_words(places.target) if places.target else "Nowhere I can reach at the moment")


def days_in_words(days: Collection[int]) -> str:
    """ "Tuesday to Thursday", "Monday, Wednesday and Friday", "Any day"."""
    ordered = sorted(days)
    if len(ordered) == len(WEEKDAYS):
        return "Any day"
    if len(ordered) > 2 and ordered[-1] - ordered[0] == len(ordered) - 1:  # noqa: PLR2004 - two are just named
        return f"{_day(ordered[0])} to {_day(ordered[-1])}"
    return listed([_day(one) for one in ordered]) or "No day"


def window_in_words(starts: time, ends: time) -> str:
    """ "09:30 to 16:30", "22:00 to 02:00 of the next day"."""
    if starts == ends:
        return "Any time of the day"
    is_overnight = ends < starts and ends != time()
    return f"{starts:%H:%M} to {ends:%H:%M}{' of the next day' if is_overnight else ''}"


def kinds_in_words(choices: NudgeChoices) -> str:
    wanted = [
        name
        for name, is_wanted in (("reflections", choices.wants_reflections), ("lessons", choices.wants_lessons))
        if is_wanted
    ]
    return listed(wanted).capitalize() or "Nothing"


def settings_in_words(settings: Collection[Setting]) -> str:
    chosen = [label for setting, label in SETTINGS.items() if setting in settings]
    return listed([one if not at else one[:1].lower() + one[1:] for at, one in enumerate(chosen)]) or "Any"


def place_in_words(place: Place) -> str:
    """ "Slack (Example)"."""
    if place.platform is Platform.CONSOLE:
        return _PLATFORMS[place.platform].capitalize()
    return f"{_PLATFORMS[place.platform]} ({place.workspace})"


def _day(number: int) -> str:
    return WEEKDAYS[number].capitalize()


def _put_off(standing: Standing) -> Iterator[Block]:
    if standing.put_off_until is not None and not standing.choices.stopped:
        yield Text(f"One that you put off comes again from {with_weekday(standing.put_off_until)}.")


def _about_holidays(choices: NudgeChoices) -> Iterator[Block]:
    if choices.country is None:
        example = f"/ally nudges country {likely_country(choices)}"
        yield Note(f"Tell me your country, as in “{example}”, and its public holidays stay free.")


def likely_country(choices: NudgeChoices) -> str:
    """The country of the person's zone, as an example: where a zone is says nothing certain of whose holidays hold."""
    code = country_of(choices.zone)
    return name_of(code) if is_known(code) else "Germany"


def _can_move_here(places: Places) -> bool:
    return places.here is not None and len(places.all) > 1 and places.target != places.here
