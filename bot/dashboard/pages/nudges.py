"""Nudges: how many were answered of those that were sent, and which did not go out and why; of nobody in particular.

What was sent and answered is the indicator as it was told when the week closed. What did not go out is counted here,
and told by the rules of `indicators/told_deliveries.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.dashboard import figures, lines, not_sent
from bot.dashboard.not_sent import STANDS_STILL, Told, Why
from bot.dashboard.page import READERS, Page, Shown, Visit
from indicators import overview
from indicators.definitions import REGISTRY
from indicators.overview import Closed
from indicators.periods import Length, today_in
from indicators.told_deliveries import Said
from nudges.figures import in_words
from storage.words import DeliveryState, FailReason, LeftOut, Nudge, SkipReason, UnknownReason

WEEKS = 8
ANSWERED = "nudge_response"
_SKIPPED, _FAILED, _UNKNOWN = DeliveryState.SKIPPED, DeliveryState.FAILED, DeliveryState.UNKNOWN
REASONS: Mapping[Why, str] = {
    (_SKIPPED, SkipReason.STOPPED): "They had stopped nudges",
    (_SKIPPED, SkipReason.PAUSED): "They had paused nudges",
    (_SKIPPED, LeftOut.NOT_WANTED): "They did not want this kind",
    (_SKIPPED, LeftOut.TURNED_DOWN): "They had said that it is not for them",
    (_SKIPPED, SkipReason.DAY_NOT_CHOSEN): "They had chosen other days",
    (_SKIPPED, SkipReason.OUTSIDE_WINDOW): "It was outside of their hours",
    (_SKIPPED, SkipReason.WEEKEND): "It was their weekend",
    (_SKIPPED, SkipReason.HOLIDAY): "It was a holiday",
    (_SKIPPED, SkipReason.TOO_EARLY): "It was too early",
    (_SKIPPED, SkipReason.TOO_LATE): "It had become too late",
    (_SKIPPED, SkipReason.ALREADY_TODAY): "They had one that day already",
    (_SKIPPED, SkipReason.PACE): "They had enough that week",
    (_SKIPPED, LeftOut.NOT_EMPLOYED): "They had left, or not begun yet",
    (_SKIPPED, LeftOut.NO_ACCOUNT): "They had no account to write to",
    (_SKIPPED, LeftOut.NOTHING_LEFT): "There was nothing left for them",
    (_SKIPPED, LeftOut.NOT_CLOSED): "The digest's numbers were not there in time",
    (_SKIPPED, LeftOut.OUT_OF_DATE): "What it asked about was settled by then",
    (_SKIPPED, LeftOut.ITEM_GONE): "The item had been taken out of the content",
    (_SKIPPED, LeftOut.BROKEN): "A mistake of ours: the server's log tells more",
    (_FAILED, FailReason.ACCOUNT_GONE): "The account was closed",
    (_FAILED, FailReason.NOT_INSTALLED): "The app was not installed any more",
    (_FAILED, FailReason.BLOCKED): "The app was blocked",
    (_FAILED, FailReason.REFUSED): "The platform refused the message",
    (_FAILED, FailReason.GAVE_UP): "The platform could not be reached",
    (_UNKNOWN, UnknownReason.NO_ANSWER): "The platform did not say whether it arrived",
    (_UNKNOWN, UnknownReason.LEASE_LOST): "The server stopped while it was sent",
}
STATES = {_SKIPPED: "skipped", _FAILED: "failed", _UNKNOWN: "may not have arrived"}


@dataclass(frozen=True, slots=True)
class Row:
    """A reason, and what is told of it in each week."""

    state: str
    reason: str
    cells: tuple[str, ...]


async def show(visit: Visit) -> Shown:
    viewer = visit.viewer
    told = await overview.read(visit.db, viewer.organization_id, Length.WEEK, indicators=(ANSWERED,))
    parts = ("all", *(nudge.value for nudge in Nudge))
    answered = [lines.line(told, REGISTRY[ANSWERED], part) for part in parts]
    today = today_in(viewer.organization_zone, visit.now)
    weeks = [one for one in told.periods if one.period.end + STANDS_STILL <= today][-WEEKS:][::-1]
    shown, rows = await _not_sent(visit, weeks)
    return Shown(
        "nudges.html",
        "Nudges",
        {
            "answered": answered,
            "weeks": answered[0].rows[:WEEKS],
            "is_empty": not told.periods,
            "not_sent": rows,
            "columns": [figures.days(one.period) for one in shown],
            "are_too_few": bool(weeks) and not shown,
            "few": in_words(viewer.k),
            "most": WEEKS,
            "why": figures.why_not_shown(viewer.k),
        },
    )


async def _not_sent(visit: Visit, weeks: list[Closed]) -> tuple[list[Closed], list[Row]]:
    """The weeks of which something may be told, and the reasons of which there is anything to tell in any of them."""
    viewer = visit.viewer
    smallest = {one.period.first: max(one.k, viewer.k) for one in weeks}
    found = await not_sent.told(visit.db, viewer.organization_id, smallest, REASONS)
    shown = {monday for _, monday in found}
    rows = []
    for why, words in REASONS.items():
        cells = [(found[why, monday], k) for monday, k in smallest.items() if monday in shown]
        if any(one.said is not Said.FEW for one, _ in cells):
            rows.append(Row(STATES[why[0]], words, tuple(_said(one, k) for one, k in cells)))
    return [one for one in weeks if one.period.first in shown], rows


def _said(told: Told, k: int) -> str:
    match told.said:
        case Said.NUMBER:
            return f"{told.count:,}"
        case Said.NEARLY_ALL:
            return figures.NEARLY_ALL
        case Said.HIDDEN:
            return figures.NOT_SHOWN
        case Said.FEW:
            return f"fewer than {k}"


PAGE = Page(path="nudges", needs=READERS, show=show, menu="Nudges", has_intervals=True)
