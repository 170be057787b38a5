"""The cards about if-then plans."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from zoneinfo import ZoneInfo

from messages.blocks import Block, Button, Buttons, Heading, Message, Note, Style, Text, emphasis, strong
from nudges.cards import plan_words
from nudges.day_words import plain, with_weekday
from storage.plans import OwnPlan
from storage.words import PlanState

MOST_LIVE, MOST_PAST = 8, 5


def kept(text: str | None, ask_on: date | None, plan_id: str, held: str) -> Message:
    """The plan is stored. `held`: why we can't ask just now, if so."""
    told = _asked(ask_on)
    blocks: list[Block] = [
        Text(strong("Kept, for you alone.")),
        plan_words(text),
        Text(told),
        *((Note(held),) if held and ask_on else ()),
        Buttons((Button("My plans", "plan"), Button("Drop it", "plan.drop", plan_id))),
    ]
    return Message(f"Your plan is kept. {told}", tuple(blocks))


def came(plan: OwnPlan) -> Message:
    return Message(
        "The moment came. Thank you for being ready for it.",
        (
            Text(strong("The moment came."), " Thank you for being ready for it."),
            plan_words(plan.text),
            Note("If you acted on it, it may be worth logging: it shows that such moments are met."),
            Buttons(
                (
                    Button("Log it as an action", "plan.log", str(plan.id), Style.PRIMARY),
                    Button("Make another plan", "plan.new"),
                )
            ),
        ),
    )


def not_yet(plan: OwnPlan) -> Message:
    return Message(
        "That's fine. The plan stays, and I won't ask again by myself.",
        (
            Text(strong("That's fine."), " The plan stays, and I won't ask again by myself."),
            plan_words(plan.text),
            Buttons(
                (
                    Button("Ask me once more", "plan.ask", str(plan.id)),
                    Button("Drop the plan", "plan.drop", str(plan.id)),
                    Button("My plans", "plan"),
                )
            ),
        ),
    )


def dropped(plan: OwnPlan) -> Message:
    return Message(
        "Dropped. Plans may change.",
        (
            Text(strong("Dropped."), " Plans may change."),
            plan_words(plan.text),
            Buttons((Button("Keep it after all", "plan.keep", str(plan.id)), Button("Make another plan", "plan.new"))),
        ),
    )


def listed(plans: Sequence[OwnPlan], zone: str) -> Message:
    """Open plans with what can be done about each, and the last closed ones in a line each."""
    live, past = [one for one in plans if one.is_live], [one for one in plans if not one.is_live]
    if not plans:
        return _none()
    blocks: list[Block] = [Heading("Your if-then plans")]
    for one in live[:MOST_LIVE]:
        blocks += _live(one, zone)
    if not live:
        blocks.append(Text("None is open at the moment."))
    if len(live) > MOST_LIVE:
        blocks.append(
            Note(f"The {MOST_LIVE} newest open ones; {len(live) - MOST_LIVE} older ones come up as you close these.")
        )
    if past:
        blocks.append(Text(strong("Closed lately")))
        blocks += [Text(_past(one, zone)) for one in islice(past, MOST_PAST)]
    blocks.append(_NEW)
    blocks.append(Note("Only you can read them. They are stored encrypted and count nowhere."))
    return Message(f"You have {len(live) or 'no'} open {'plan' if len(live) == 1 else 'plans'}.", tuple(blocks))


_NEW = Buttons((Button("New plan", "plan.new", style=Style.PRIMARY),))


def _none() -> Message:
    return Message(
        "You have no if-then plan yet.",
        (
            Text(strong("You have no if-then plan yet.")),
            Text("It ties a moment to one small act, which makes it easier to do when the moment comes. For example:"),
            Text(
                emphasis(
                    "If a colleague is talked over in our meeting, then I will ask to hear the end of their point."
                )
            ),
            _NEW,
            Note("Only you can read your plans. They are stored encrypted and count nowhere."),
        ),
    )


def _live(plan: OwnPlan, zone: str) -> Iterator[Block]:
    yield plan_words(plan.text)
    made = plain(plan.created_at.astimezone(ZoneInfo(zone)).date())
    yield Note(f"Made on {made}. {_when_asked(plan)}")
    yield Buttons(
        (
            Button("It came", "plan.done", str(plan.id)),
            Button("Ask on another day" if _is_to_be_asked(plan) else "Ask me about it", "plan.ask", str(plan.id)),
            Button("Drop it", "plan.drop", str(plan.id)),
        )
    )


def _is_to_be_asked(plan: OwnPlan) -> bool:
    return plan.follow_up_on is not None and plan.asked_at is None


def _when_asked(plan: OwnPlan) -> str:
    if plan.asked_at is not None:
        return "I asked once, and won't again by myself."
    return _asked(plan.follow_up_on)


def _asked(day: date | None) -> str:
    if day is None:
        return "I won't ask about it."
    return f"I'll ask once whether the moment came: on {with_weekday(day)}, or soon after."


def _past(plan: OwnPlan, zone: str) -> str:
    day = plan.closed_at or plan.created_at
    became = "came true" if plan.state is PlanState.DONE else "dropped"
    words = plan.text if plan.text is not None else "a plan whose words are lost"
    return f"{plain(day.astimezone(ZoneInfo(zone)).date())}, {became}: {words}"
