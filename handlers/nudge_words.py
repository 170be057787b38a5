"""Reads what a person wants of nudges: `nudges weekly`, `nudges tue thu 10-15`, `nudges only lessons`. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from handlers import countries, guess
from handlers.countries import name_of
from handlers.nudge_days import take_days
from handlers.nudge_sets import NEGATIONS, take_set
from handlers.nudge_times import Times, take_times
from handlers.nudge_vocabulary import (
    ANY_SITUATION,
    FILLERS,
    KIND,
    KNOWN,
    OFFERED,
    OFTENER,
    PACES,
    RARER,
    SECTORS,
    SITUATION,
    SITUATIONS,
)
from handlers.settings_words import LANGUAGES
from storage.nudge_preferences import NudgeChoices
from storage.words import Pace, Setting

LONGEST = 300
"""Whoever writes more tells a story, and no wish about nudges."""
MOST_A_WEEK = "Twice a week is the most I send, so that they stay welcome. You can choose on which days, though."
LEAST = "Every two weeks is the slowest. For a break there is “pause 1 month”, and “stop” ends nudges."
ABOUT_ZONE = "Your time zone is a setting of its own, as in “settings zone Berlin”."


CHECK_INS = (
    "Questions of how something went are a setting: “/ally settings don't ask me” ends them, “/ally settings ask me” "
    "brings them back."
)


class Unclear(Exception):
    """Words that say nothing that nudges can do. The text tells the person."""


def understood(said: str, holds: NudgeChoices) -> NudgeChoices:
    """What holds after the words, which are in lower case. Raises Unclear, and then nothing is to change."""
    if len(said) > LONGEST:
        raise Unclear("That is more than I can take in at once. A few words are enough.")
    rest, wanted = f" {said} ", holds
    for take in (_country, _spelled, _pace, _kinds, _language, _sector, _situations, _times, _days):
        wanted, rest = take(rest, wanted)
    left = [word for word in re.findall(r"[^\s,;.!?:]+", rest) if word not in FILLERS]
    if left:
        word = left[0][:40]
        raise Unclear(f"I don't know what “{word}” means for nudges. {guess.did_you_mean(_offers(word))}".strip())
    return wanted


_Taken = tuple[NudgeChoices, str]


def _country(said: str, wanted: NudgeChoices) -> _Taken:
    """ "country Germany", "holidays of the UK". First, as names of countries may look like anything."""
    if re.search(r"\b(?:time ?zones?|zone|tz)\b", said):
        raise Unclear(ABOUT_ZONE)
    if re.search(rf"\b{NEGATIONS}\s+(?:(?:public|bank) )?holidays?\b", said):
        raise Unclear(_on_holidays(wanted))
    found = re.search(r"\b(?:country|(?:public |bank )?holidays?)\b(?:\s+(?:is|to|of|in|for|from|=))*\s*([^,;]*)", said)
    if found is None:
        return wanted, said
    named = found.group(1).strip(" .!")
    if not named:
        raise Unclear(_on_holidays(wanted))
    if named in {"none", "nothing", "unknown", "default"}:
        return replace(wanted, country=None), _without(said, found)
    words = named.split()
    exact = (count for count in range(len(words), 0, -1) if countries.is_named(" ".join(words[:count])))
    count = next(exact, len(words))
    code, problem = countries.read_country(" ".join(words[:count]))
    if problem:
        raise Unclear(problem)
    rest = f"{said[: found.start()]} {' '.join(words[count:])} {said[found.end() :]}"
    return replace(wanted, country=code), rest


def _on_holidays(wanted: NudgeChoices) -> str:
    if wanted.country is None:
        return "Holidays stay free once I know your country, as in “nudges country Germany”."
    return f"Holidays stay free already, those of {name_of(wanted.country)}. “nudges country …” names another country."


def _spelled(said: str, wanted: NudgeChoices) -> _Taken:
    """With slips of a letter mended, and without the word that says what this is about."""
    mended = re.sub(r"[a-z]{4,}", lambda found: guess.meant(found.group(), KNOWN) or found.group(), said)
    return wanted, re.sub(r"\bnudges?\b", " ", mended)


def _pace(said: str, wanted: NudgeChoices) -> _Taken:
    if re.search(r"\b(?:daily|every ?day|each day|(?:once|one|1x?) (?:a|per) day)\b", said):
        raise Unclear(f"{MOST_A_WEEK} “nudges any day” leaves them all open.")
    if re.search(r"\b(?:monthly|quarterly|(?:once|one|1x?) (?:a|per|every) (?:month|quarter|year))\b", said):
        raise Unclear(LEAST)
    if re.search(r"\b(?:three|four|five|[3-9]) ?(?:x|times)? ?(?:(?:a|per) week|weekly)\b", said):
        raise Unclear(MOST_A_WEEK)
    for pace, pattern in PACES:
        if (found := pattern.search(said)) is not None:
            return replace(wanted, pace=pace), _without(said, found)
    order = (Pace.EVERY_TWO_WEEKS, Pace.WEEKLY, Pace.TWICE_A_WEEK)
    at = order.index(wanted.pace)
    if (found := OFTENER.search(said)) is not None:
        if wanted.pace is order[-1]:
            raise Unclear(MOST_A_WEEK)
        return replace(wanted, pace=order[at + 1]), _without(said, found)
    if (found := RARER.search(said)) is not None:
        if wanted.pace is order[0]:
            raise Unclear(LEAST)
        return replace(wanted, pace=order[at - 1]), _without(said, found)
    return wanted, said


def _kinds(said: str, wanted: NudgeChoices) -> _Taken:
    """ "only lessons", "no lessons", "also reflections"; a kind alone means that one only."""
    if re.search(r"\bcheck-? ?ins?\b", said):
        raise Unclear(CHECK_INS)
    held = {"reflections"} if wanted.wants_reflections else set()
    held |= {"lessons"} if wanted.wants_lessons else set()
    kinds, rest = take_set(said, KIND, _kinds_named, held)
    return replace(wanted, wants_reflections="reflections" in kinds, wants_lessons="lessons" in kinds), rest


def _kinds_named(phrase: str) -> Iterator[str]:
    if re.search(r"lesson|train|quiz|both|kinds|everything", phrase):
        yield "lessons"
    if re.search(r"reflec|prompt|question|both|kinds|everything", phrase):
        yield "reflections"


def _language(said: str, wanted: NudgeChoices) -> _Taken:
    names = {label.casefold(): code for code, label in LANGUAGES.items()} | {code: code for code in LANGUAGES}
    if (found := re.search(rf"\b(?:(?:language|in)\s+)+({'|'.join(names)})\b", said)) is not None:
        return replace(wanted, language=names[found.group(1)]), _without(said, found)
    if re.search(r"\blanguage\b", said):
        raise Unclear(f"I speak {', '.join(LANGUAGES.values())} only, for now.")
    return wanted, said


def _sector(said: str, wanted: NudgeChoices) -> _Taken:
    """ "healthcare", "sector finance"."""
    for sector, pattern in SECTORS:
        if (found := pattern.search(said)) is not None:
            return replace(wanted, sector=sector), _without(said, found)
    if re.search(r"\b(?:sector|industry)\b", said):
        raise Unclear("Nudges can speak of engineering, healthcare or finance work, or of any kind (“general”).")
    return wanted, said


def _situations(said: str, wanted: NudgeChoices) -> _Taken:
    """ "about meetings and hiring", "any situation"."""
    if (found := ANY_SITUATION.search(said)) is not None:
        return replace(wanted, settings=frozenset()), _without(said, found)
    settings, rest = take_set(said, SITUATION, _situations_named, wanted.settings, every=set(dict(SITUATIONS)))
    return replace(wanted, settings=settings), rest


def _situations_named(phrase: str) -> Iterator[Setting]:
    return (setting for setting, pattern in SITUATIONS if re.search(pattern, phrase))


def _times(said: str, wanted: NudgeChoices) -> _Taken:
    times, rest = take_times(said)
    if times is None:
        raise Unclear("I can't read those times. You can write 9:30-16:30, 10-15 or 9am-5pm.")
    if times == Times():
        return wanted, rest
    starts, ends = times.starts or wanted.starts, times.ends or wanted.ends
    is_half = times.starts is None or times.ends is None
    if is_half and starts >= ends and wanted.starts < wanted.ends:
        # Nobody who says one end of a day's window means the night.
        raise Unclear(f"{starts:%H:%M} until {ends:%H:%M} would go over midnight. Please write both, like 10-15.")
    return replace(wanted, starts=starts, ends=ends), rest


def _days(said: str, wanted: NudgeChoices) -> _Taken:
    days, rest = take_days(said, wanted.days)
    return replace(wanted, days=days), rest


def _without(said: str, found: re.Match[str]) -> str:
    return f"{said[: found.start()]} {said[found.end() :]}"


def _offers(word: str) -> tuple[str, ...]:
    return guess.alike(word, OFFERED, cutoff=70) if len(word) >= guess.SHORTEST_GUESS else ()
