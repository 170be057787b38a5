"""What the organization settled: where it is, what is shown of groups, where to report, digests, how long data stays.

Each card is a form of its own, so that two admins at work on two of them do not undo each other's. What was typed wrong
comes back as it was typed, with a sentence that says what to do.
"""

from __future__ import annotations

from starlette.datastructures import FormData

from bot import rules
from bot.dashboard import retention_card
from bot.dashboard.page import READERS, Moved, Page, Shown, Visit
from bot.rules import HALF_HOURS, LARGEST_K, Typed
from handlers.countries import name_of
from handlers.settings_words import LANGUAGES
from handlers.wording import VISIBILITIES, VISIBILITY_MEANINGS
from indicators.registry import LEAST_CONTRIBUTORS
from nudges.day_words import WEEKDAYS
from nudges.figures import weekly
from storage import organizations, retention
from storage.organizations import Settled
from storage.retention import MOST


async def show(visit: Visit) -> Shown:
    return await _page(visit)


async def save_place(visit: Visit, form: FormData) -> Shown | Moved:
    return await _save(visit, _typed(form, "name", "zone", "country"))


async def save_privacy(visit: Visit, form: FormData) -> Shown | Moved:
    return await _save(visit, _typed(form, "k", "default_visibility"))


async def save_interventions(visit: Visit, form: FormData) -> Shown | Moved:
    return await _save(visit, _typed(form, "reporting_url", "intervention_notes"))


async def save_digests(visit: Visit, form: FormData) -> Shown | Moved:
    return await _save(visit, _typed(form, "digests_on", "digest_weekday", "digest_at"))


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


async def _save(visit: Visit, typed: Typed) -> Shown | Moved:
    """Stores what differs from what holds; where something is wrong, nothing."""
    held = await organizations.one(visit.db, visit.viewer.organization_id)
    read = rules.read(typed, held, visit.now)
    if read.problems:
        return await _page(visit, typed, read.problems)
    settled = await rules.settle(visit.db, held, read.changes, actor=str(visit.viewer.person_id), now=visit.now)
    if settled is None:
        return Moved("settings", "It was like that already.")
    _held, consequences = settled
    return Moved("settings", " ".join(("Saved.", *consequences)))


def _typed(form: FormData, *names: str) -> dict[str, str]:
    """What was typed; of a file or of nothing, nothing."""
    return {name: value if isinstance(value := form.get(name), str) else "" for name in names}


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
