"""Chooses what a person gets next, and says why. Pure: the same history on the same day gives the same item.

In this order: a missed quiz that is due again; what follows the action that was logged last; then prompts and lessons
by turns. Nothing comes twice before all of its sort that fit were seen. What a person turned down never comes again,
and what is much like it rests for a while.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from hashlib import sha256

from nudges import why
from nudges.fit import fitting
from nudges.history import History, Logged, Profile
from nudges.items import Item, Lesson, Prompt
from nudges.library import Library
from nudges.repetition import Repetition, open_repetitions

FOLLOWS_FOR = timedelta(days=14)
"""How long a logged action asks for something that follows it."""
SIMILAR_RESTS = timedelta(days=60)
"""How long what is like something turned down stays away."""
RESTS = timedelta(days=28)
"""How long an item stays away after it was shown, where others are left."""


@dataclass(frozen=True, slots=True)
class Choice:
    """An item, and why this one: a sentence or two for the person."""

    item: Item
    why: str


def choose(library: Library, history: History, profile: Profile, today: date) -> Choice | None:
    """What comes next; None only where the person wants nothing, or has turned down everything."""
    wanted = _wanted(library, history, profile)
    offered = _without_similar(wanted, library, history, today) or wanted
    repetitions = open_repetitions(history)
    if choice := _again(offered, repetitions, today):
        return choice
    if waiting := {one.id for one in repetitions}:
        offered = [one for one in offered if one.id not in waiting] or offered
    seen = _in_order(library, history)
    logged = _unfollowed(seen, history, today)
    for shape in _shapes(seen, logged):
        if items := [one for one in offered if isinstance(one, shape)]:
            return _of(items, seen, logged, profile, today)
    return None


def _wanted(library: Library, history: History, profile: Profile) -> Sequence[Item]:
    never = {one.id for one in history.not_for_me}
    shapes = ((Prompt,) if profile.prompts else ()) + ((Lesson,) if profile.lessons else ())
    items = [one for one in library.items.values() if isinstance(one, shapes)]
    return [one for one in items if one.id not in never] if never else items


def _without_similar(items: Sequence[Item], library: Library, history: History, today: date) -> Sequence[Item]:
    """Without what is of the same sort, kind and setting as something that was turned down not long ago."""
    resting = {
        _likeness(library.items[one.id])
        for one in history.not_for_me
        if one.id in library.items and today - one.on < SIMILAR_RESTS
    }
    if not resting:
        return items
    return [one for one in items if _likeness(one) not in resting]


def _likeness(item: Item) -> tuple[object, ...]:
    return type(item), item.tags.kind, item.tags.setting


def _again(items: Sequence[Item], repetitions: Sequence[Repetition], today: date) -> Choice | None:
    """The quiz that has been due for longest."""
    there = {one.id: one for one in items if isinstance(one, Lesson)} if repetitions else {}
    for repetition in repetitions:
        if repetition.due <= today and repetition.id in there:
            return Choice(there[repetition.id], why.again(repetition, today))
    return None


def _in_order(library: Library, history: History) -> Sequence[tuple[Item, date]]:
    """What was shown and is still there, the first one first."""
    there = (one for one in history.seen if one.id in library.items)
    return [(library.items[one.id], one.on) for one in sorted(there, key=lambda seen: seen.on)]


def _unfollowed(seen: Sequence[tuple[Item, date]], history: History, today: date) -> Logged | None:
    """The last logged action, unless it is old or something of its kind was shown since."""
    logged = history.logged
    if logged is None or today - logged.on > FOLLOWS_FOR:
        return None
    return None if any(item.tags.kind is logged.kind and on >= logged.on for item, on in seen) else logged


def _shapes(seen: Sequence[tuple[Item, date]], logged: Logged | None) -> tuple[type[Item], type[Item]]:
    """Prompts and lessons take turns; a question to think about is what follows an action."""
    if logged is None and seen and isinstance(seen[-1][0], Prompt):
        return Lesson, Prompt
    return Prompt, Lesson


def _of(
    items: Sequence[Item], seen: Sequence[tuple[Item, date]], logged: Logged | None, profile: Profile, today: date
) -> Choice:
    """The one of these items whose turn it is."""
    fit = fitting(items, profile)
    last_seen = {item.id: on for item, on in seen}
    left = _left_of_round(fit.items, [item.id for item, _on in seen])
    rested = [one for one in left if today - last_seen.get(one.id, date.min) >= RESTS] if last_seen else left
    last = seen[-1][0].tags if seen else None

    def turn(item: Item) -> tuple[object, ...]:
        follows = logged is not None and item.tags.kind is logged.kind
        is_like_last = last is not None and item.tags.kind is last.kind
        is_sectors_turn = item.tags.sector is profile.sector and (last is None or last.sector is not profile.sector)
        return not follows, is_like_last, not is_sectors_turn, last_seen.get(item.id, date.min)

    seed = _number(f"{profile.key}:{today.isoformat()}")

    def luck(item: Item) -> int:
        return (seed ^ _number_of(item.id)) * _MIXER & _MOST

    turns = [(turn(one), one) for one in rested or left]
    first = min(whose for whose, _item in turns)
    item = min((one for whose, one in turns if whose == first), key=luck)
    if logged is not None and item.tags.kind is logged.kind:
        return Choice(item, why.follows(logged, today))
    if fit.is_widened:
        return Choice(item, why.widened(item.tags))
    if item.id in last_seen:
        return Choice(item, why.not_for_long(last_seen[item.id], today))
    return Choice(item, why.new(item.tags))


@cache
def _number_of(item: str) -> int:
    return _number(item)


def _number(text: str) -> int:
    """64 bits that are always the same for that text, and look like chance."""
    return int.from_bytes(sha256(text.encode()).digest()[:8], "big")


_MOST = 2**64 - 1
_MIXER = 0x9E3779B97F4A7C15
"""An odd number whose product carries each bit of a factor into the higher ones (Fibonacci hashing)."""


def _left_of_round(items: Sequence[Item], seen: Iterable[str]) -> Sequence[Item]:
    """What was not shown in this round; a round ends when all were shown, and its last one counts for the next."""
    all_ids = {one.id for one in items}
    shown: set[str] = set()
    for id_ in seen:
        if id_ in all_ids:
            shown.add(id_)
            if len(shown) == len(all_ids):
                shown = {id_} if len(all_ids) > 1 else set()
    return [one for one in items if one.id not in shown]
