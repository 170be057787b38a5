"""What is read beside the rows: what the words mean, and what was left out and why."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.exporting.order import Made, Order
from bot.exporting.periods import LENGTHS
from indicators import handbook
from indicators.definitions import REGISTRY
from storage.words import ExportForm, ExportWhat

NAMES = {
    ExportWhat.ACTIVITY: "activity log",
    ExportWhat.SPONSORSHIPS: "sponsorships",
    ExportWhat.TRAINING: "training",
    ExportWhat.NUDGES: "nudges",
    ExportWhat.INDICATORS: "indicators",
}

_WORDS = """\
# What the words mean

- **Action**: one thing that somebody did for a colleague, as they logged it. What they withdrew before it was told
  in numbers is not here.
- **Kind**: `amplify` a colleague's voice or give credit; `sponsor`: put somebody forward; `mentor`; `intervene`: step
  in; `advocate` for fairer ways of doing things; `include` somebody who was left out; `recognize` good work; `learn`.
- **Sponsorship**: a colleague put forward for something. It begins `nominated`, becomes an `opportunity`, and has an
  `outcome`: they `got_it`, took `other` steps up, `not_now`, or the sponsor `stopped`.
- **Lesson**: two minutes of learning with one question. **Nudge**: a message that we send unasked.
- **Author**: who did it, by a pseudonym. Nobody can work out a person from it without a secret that never leaves the
  server. It is the same in every export for rows told of the same group of people, and another one where the group is
  another: so it does not count people over time. Take the indicators for that.
- **Other**: what would have told of too few people is together here.
"""

_RULES = """\
How this file keeps people safe
-------------------------------
- A row says the {length}, never the day; the department, never the team; and nothing that anybody wrote.
- Only {length}s that are over are in it, as they were when they were told first. What was logged or taken back after
  that makes no difference, nor does it that somebody moved to another department or was erased.
- Where fewer than {k} people of a group did something, or fewer than {k} did not, the group goes into "other".
  So does a value, within what the columns before it say, behind which there are fewer than {k} people, or one who is
  behind more than half.
- Where even "other" would tell of too few, rows are left out. How many is not said: that would give them away.
- What its author kept private when the {length} was told first counts in the indicators, and is not in here.
- Rows of whoever was erased stay: if they were missing, they would be known as theirs. Their pseudonym leads to nobody
  any more.
"""

_RULES_OF_INDICATORS = """\
How this file keeps people safe
-------------------------------
- It has what was told, and nothing that is hidden. What is not here was told of nobody.
- Zero is not special: fewer than {k} people, none included, reads as hidden.
"""

_NAMES = """\
- Names are by what their authors let stand with their name, and by nothing else. Please treat them as you said you
  would when you asked for them.
"""

_LIFE = """\
- How far a sponsorship has come is as of the day this was made. Two of these files, compared, tell under which
  pseudonym something went on: keep only the newest.
"""


def definitions(what: ExportWhat) -> str:
    """The file that explains the words; of indicators, what each of them measures."""
    return handbook.as_markdown() if what is ExportWhat.INDICATORS else _WORDS


def read_me(order: Order, made: Made, now: datetime, zone: str, k: int, file: str) -> str:
    """The file to read first."""
    at = now.astimezone(ZoneInfo(zone))
    length = "" if order.what is ExportWhat.INDICATORS else LENGTHS[order.what].value
    lines = [
        f"Upstander export: {NAMES[order.what]}",
        "",
        f"From {order.first} to {order.last}" + (f", in whole {length}s." if length else "."),
        f"Made on {at:%Y-%m-%d} at {at:%H:%M} ({zone}). Order {order.id}.",
        f"{made.rows:,} rows in {file}.",
    ]
    if not made.rows and length:
        lines.append(_nothing(made.withheld, length))
    elif made.withheld:
        some = f"one {length}" if made.withheld == 1 else f"{made.withheld} {length}s"
        lines.append(f"Of {some} the rows of some people are left out.")
    if order.form is ExportForm.CSV:
        lines.append("A text that begins like a formula has an apostrophe before it, so that no spreadsheet runs it.")
    lines += [
        "",
        "dictionary.csv says what each column means, definitions.md what the words mean"
        + (f", and how each of the {len(REGISTRY)} indicators is measured." if not length else "."),
        "",
        (_RULES if length else _RULES_OF_INDICATORS).format(length=length, k=k).rstrip(),
    ]
    if order.what is ExportWhat.SPONSORSHIPS:
        lines.append(_LIFE.rstrip())
    if order.with_names and length:
        lines.append(_NAMES.rstrip())
    return "\n".join(lines) + "\n"


def _nothing(withheld: int, length: str) -> str:
    """Why there are no rows, as far as may be said."""
    if not withheld:
        return f"No {length} of these days is closed, or nothing happened in it."
    these = f"this {length}" if withheld == 1 else f"each of these {withheld} {length}s"
    return (
        f"That is no mistake. In {these} too few people were behind what happened, or so nearly all of them, that\n"
        "rows would tell of somebody. In an organization of some dozens that is usual. What may be told in numbers is\n"
        "in the export of indicators and on the dashboard."
    )
