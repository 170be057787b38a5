"""What the organization settled: where it is, what is shown of groups, where to report, digests, how long data stays.

Each card is a form of its own, so that two admins at work on two of them do not undo each other's. What was typed wrong
comes back as it was typed, with a sentence that says what to do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import time
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import FormData

from bot.dashboard import retention_card
from bot.dashboard.page import READERS, Moved, Page, Shown, Visit
from handlers.countries import name_of, read_country
from handlers.settings_words import LANGUAGES, read_zone
from handlers.wording import VISIBILITIES, VISIBILITY_MEANINGS
from indicators.registry import LEAST_CONTRIBUTORS
from nudges.day_words import WEEKDAYS
from nudges.figures import weekly
from storage import organizations, retention
from storage.organizations import Changes, Settled
from storage.retention import MOST
from storage.words import Visibility

LARGEST_K = 1000
LONGEST_NAME = 200
LONGEST_ADDRESS = 500
HALF_HOURS = tuple(time(hour, minute) for hour in range(24) for minute in (0, 30))
CHOOSE = "Please choose one of these."
Typed = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Read:
    """What a card's form says: the changes, or by input what is wrong."""

    changes: Changes
    problems: Mapping[str, str]


async def show(visit: Visit) -> Shown:
    return await _page(visit)


async def save_place(visit: Visit, form: FormData) -> Shown | Moved:
    typed = _typed(form, "name", "zone", "country")
    name = " ".join(typed["name"].split())
    zone, wrong_zone = read_zone(typed["zone"], visit.now)
    country, wrong_country = read_country(typed["country"]) if typed["country"].strip() else ("", "")
    problems = {"name": _wrong_name(name), "zone": wrong_zone, "country": wrong_country}
    return await _save(visit, typed, Read(Changes(name=name, zone=zone, country=country), problems))


async def save_privacy(visit: Visit, form: FormData) -> Shown | Moved:
    typed = _typed(form, "k", "default_visibility")
    k, wrong = _read_k(typed["k"])
    visibility = _visibility(typed["default_visibility"])
    problems = {"k": wrong, "default_visibility": "" if visibility else CHOOSE}
    return await _save(visit, typed, Read(Changes(k=k, default_visibility=visibility), problems))


async def save_interventions(visit: Visit, form: FormData) -> Shown | Moved:
    typed = _typed(form, "reporting_url", "intervention_notes")
    address = typed["reporting_url"].strip()
    changes = Changes(reporting_url=address, intervention_notes=bool(typed["intervention_notes"]))
    return await _save(visit, typed, Read(changes, {"reporting_url": _wrong_address(address)}))


async def save_digests(visit: Visit, form: FormData) -> Shown | Moved:
    typed = _typed(form, "digests_on", "digest_weekday", "digest_at")
    weekday = {str(at): at for at in range(len(WEEKDAYS))}.get(typed["digest_weekday"])
    now = await organizations.one(visit.db, visit.viewer.organization_id)
    at = {f"{one:%H:%M}": one for one in (*HALF_HOURS, now.digest_at)}.get(typed["digest_at"])
    problems = {
        "digest_weekday": CHOOSE if weekday is None else "",
        "digest_at": CHOOSE if at is None else "",
    }
    changes = Changes(digests_on=bool(typed["digests_on"]), digest_weekday=weekday, digest_at=at)
    return await _save(visit, typed, Read(changes, problems))


async def save_retention(visit: Visit, form: FormData) -> Shown | Moved:
    typed = _typed(form, *retention_card.NAMES)
    months, problems = retention_card.read(typed)
    if problems:
        return await _page(visit, typed, problems)
    organization_id, actor = visit.viewer.organization_id, str(visit.viewer.person_id)
    before = await retention.of(visit.db, organization_id)
    after = await retention.settle(visit.db, organization_id, months, actor=actor, now=visit.now)
    if after == before:
        return Moved("settings", "It was like that already.")
    return Moved("settings", "Saved. What is older goes in the next night, but for what a legal hold is on.")


async def _save(visit: Visit, typed: Typed, read: Read) -> Shown | Moved:
    """Stores what differs from what holds; where something is wrong, nothing."""
    organization_id = visit.viewer.organization_id
    now = await organizations.one(visit.db, organization_id)
    problems = {name: problem for name, problem in read.problems.items() if problem}
    if problems:
        return await _page(visit, typed, problems)
    same = {name: None for name, value in _given(read.changes).items() if value == _held(now, name)}
    changed = replace(read.changes, **same)
    if not _given(changed):
        return Moved("settings", "It was like that already.")
    await organizations.settle(visit.db, organization_id, changed, actor=str(visit.viewer.person_id), now=visit.now)
    return Moved("settings", " ".join(("Saved.", *_consequences(now, changed))))


def _consequences(before: Settled, changed: Changes) -> list[str]:
    said = []
    if changed.k is not None:
        said.append("It goes for what is told from now on; what was told earlier stays.")
    if changed.default_visibility is not None:
        said.append("New people begin with it; everybody else keeps their own.")
    if changed.zone is not None:
        said.append(f"Weeks and months begin by the clock of {changed.zone} from now on.")
    if changed.digests_on is not None or changed.digest_weekday is not None or changed.digest_at is not None:
        said.append("It goes for managers who chose nothing else.")
    if changed.reporting_url == "" and before.reporting_url:
        said.append("The form for interventions offers no reporting channel any more.")
    return said


# reading


def _typed(form: FormData, *names: str) -> dict[str, str]:
    """What was typed; of a file or of nothing, nothing."""
    return {name: value if isinstance(value := form.get(name), str) else "" for name in names}


def _wrong_name(name: str) -> str:
    if not name:
        return "Please write what the organization is called."
    if len(name) > LONGEST_NAME or not name.isprintable():
        return f"Please write a name of at most {LONGEST_NAME} letters."
    return ""


def _read_k(typed: str) -> tuple[int | None, str]:
    digits = typed.strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) <= len(str(LARGEST_K))):
        return None, f"Please write a number from {LEAST_CONTRIBUTORS} to {LARGEST_K}."
    k = int(digits)
    if k < LEAST_CONTRIBUTORS:
        return None, f"It can't be smaller than {LEAST_CONTRIBUTORS}: below that, people could be found out."
    return (k, "") if k <= LARGEST_K else (None, f"Please write a number from {LEAST_CONTRIBUTORS} to {LARGEST_K}.")


def _wrong_address(typed: str) -> str:
    """Nothing for an empty one, which takes it away."""
    if not typed:
        return ""
    if len(typed) > LONGEST_ADDRESS or not typed.isprintable() or " " in typed:
        return "Please write one address, without spaces, like https://speak-up.example.com."
    try:
        parts = urlsplit(typed)
        host = parts.hostname or ""
    except ValueError:
        return "This is no address that a browser can open. One looks like https://speak-up.example.com."
    if parts.scheme == "https" and host:
        return ""
    before, _, after = parts.path.partition("@")
    if parts.scheme == "mailto" and before and after and "@" not in after:
        return ""
    if not parts.scheme and "@" in typed:
        return f"For e-mail, please begin with mailto:, like mailto:{typed}"
    return "Please begin with https:// for a page, or with mailto: for e-mail."


def _visibility(typed: str) -> Visibility | None:
    return {one.value: one for one in Visibility}.get(typed)


def _given(changes: Changes) -> dict[str, Any]:
    values = ((one.name, getattr(changes, one.name)) for one in fields(changes))
    return {name: value for name, value in values if value is not None}


def _held(now: Settled, name: str) -> object:
    """What holds, in the form's terms: what is not there is empty."""
    value = getattr(now, name)
    return "" if value is None else value


# what people see


async def _page(visit: Visit, typed: Typed | None = None, problems: Typed | None = None) -> Shown:
    now = await organizations.one(visit.db, visit.viewer.organization_id)
    kept = retention_card.as_typed(await retention.of(visit.db, visit.viewer.organization_id))
    values = _as_typed(now) | kept | dict(typed or {})
    return Shown(
        "settings.html",
        "Settings",
        {
            "values": values,
            "problems": dict.fromkeys(values, "") | dict(problems or {}),
            "is_wrong": bool(problems),
            "least": LEAST_CONTRIBUTORS,
            "largest": LARGEST_K,
            "visibilities": [(one.value, label) for one, label in VISIBILITIES.items()],
            "meanings": [(VISIBILITIES[one], meaning) for one, meaning in VISIBILITY_MEANINGS.items()],
            "weekdays": [(str(at), name.capitalize()) for at, name in enumerate(WEEKDAYS)],
            "times": [(f"{one:%H:%M}", f"{one:%H:%M}") for one in sorted({*HALF_HOURS, now.digest_at})],
            "languages": list(LANGUAGES.values()),
            "digest_comes": weekly(now.digest_weekday, now.digest_at),
            "now": now,
            "visibility_now": VISIBILITIES[now.default_visibility],
            "country_now": name_of(now.country) if now.country else "",
            "kept": [(*line, kept[line[0]]) for line in retention_card.lines()],
            "longest": MOST,
        },
        422 if problems else 200,
    )


def _as_typed(now: Settled) -> dict[str, str]:
    return {
        "name": now.name,
        "zone": now.zone,
        "country": name_of(now.country) if now.country else "",
        "k": str(now.k),
        "default_visibility": now.default_visibility.value,
        "reporting_url": now.reporting_url or "",
        "intervention_notes": "yes" if now.intervention_notes else "",
        "digests_on": "yes" if now.digests_on else "",
        "digest_weekday": str(now.digest_weekday),
        "digest_at": f"{now.digest_at:%H:%M}",
    }


PAGE = Page(
    path="settings",
    needs=READERS,
    show=show,
    acts={
        "place": save_place,
        "privacy": save_privacy,
        "interventions": save_interventions,
        "digests": save_digests,
        "retention": save_retention,
    },
    menu="Settings",
)
