"""The cards about a sponsorship's life: what is open, what came of it, and the form to say so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import islice

from handlers.wording import OPPORTUNITIES, SPONSORSHIP_STATES
from messages.blocks import Block, Button, Buttons, Divider, Heading, Message, Note, Style, Text, strong
from messages.forms import Choice, DateInput, Form, Option
from nudges.day_words import plain
from nudges.figures import counted
from storage.sponsorships import OfMe, OwnSponsorship
from storage.words import SponsorshipOutcome, SponsorshipState

MOST_OPEN, MOST_PAST = 8, 5
OUTCOMES: Mapping[SponsorshipOutcome, str] = {
    SponsorshipOutcome.GOT_IT: "Got what it was for",
    SponsorshipOutcome.OTHER: "Got something else",
    SponsorshipOutcome.NOT_NOW: "Not this time",
    SponsorshipOutcome.STOPPED: "I stopped",
}
OPEN, CHANCE = "open", "opportunity"
"""What the form calls the two ways of being open."""
ASSOCIATION = "Group numbers tell it side by side, never as cause and effect: many things come before a step up."
_PUT_FORWARD = Button("Put someone forward", "me.sponsor", style=Style.PRIMARY)
_LIST = Button("My sponsorships", "sponsorship")


def listed(sponsorships: Sequence[OwnSponsorship]) -> Message:
    """Open ones with what can be said of each, and the last concluded ones in a line each."""
    if not sponsorships:
        return _none()
    live = [one for one in sponsorships if one.is_open]
    past = [one for one in sponsorships if not one.is_open]
    blocks: list[Block] = [Heading("Whom you put forward")]
    for at, one in enumerate(live[:MOST_OPEN]):
        blocks += [*([Divider()] if at else []), *_live(one)]
    if not live:
        blocks.append(Text("None is open at the moment."))
    if len(live) > MOST_OPEN:
        blocks.append(
            Note(f"The {MOST_OPEN} newest open ones; {len(live) - MOST_OPEN} older ones come up as you close these.")
        )
    if past:
        blocks.append(Text(strong("What came of others")))
        for one in islice(past, MOST_PAST):
            blocks += [Text(_past(one)), Buttons((Button("Change", "sponsorship.edit", str(one.id)),))]
    blocks += [Buttons((_PUT_FORWARD,)), Note(f"Only you see this list. {ASSOCIATION}")]
    return Message(
        f"You have {counted(len(live), 'open sponsorship') if live else 'no open sponsorship'}.", tuple(blocks)
    )


def update_form(request_today: date, one: OwnSponsorship, held: str = "", on: date | None = None) -> Form:
    """What became of it, and since when."""
    value = held or (one.outcome.value if one.outcome else _WAYS_OPEN.get(one.state, OPEN))
    return Form(
        name="sponsorship",
        title="What came of it?",
        submit_label="Save",
        subject=str(one.id),
        inputs=(
            Choice(
                "outcome",
                "How does it stand?",
                (
                    Option(OPEN, "Still open"),
                    Option(CHANCE, "They got a chance at it, and it is still open"),
                    *(Option(word.value, label) for word, label in OUTCOMES.items()),
                ),
                value=value,
            ),
            DateInput(
                "concluded_on",
                "Since when?",
                value=on or one.concluded_on or request_today,
                earliest=one.nominated_on,
                latest=request_today,
                hint="Counts only where it is concluded.",
            ),
        ),
        intro=(Text(strong(title(one)), "."),),
    )


def still_open(one: OwnSponsorship, state: SponsorshipState, ask_on: date | None, held: str) -> Message:
    first = "Thank you. It stays open."
    told = "" if ask_on is None else f" I may ask again from {plain(ask_on)} on."
    name = SPONSORSHIP_STATES[state].lower()
    return Message(
        first,
        (
            Text(strong(first), told),
            Text(f"{title(one)}. Its state: {name}."),
            *((Note(held),) if held and ask_on else ()),
            Buttons((Button("Something changed", "sponsorship.edit", str(one.id)), _LIST)),
        ),
    )


def concluded(one: OwnSponsorship, outcome: SponsorshipOutcome, on: date) -> Message:
    first = _FIRST[outcome]
    return Message(
        first,
        (
            Text(strong(first)),
            Text(f"{title(one)}. {OUTCOMES[outcome]}, {plain(on)}."),
            Note(ASSOCIATION),
            Buttons(
                (
                    Button("Another day, or another answer", "sponsorship.edit", str(one.id)),
                    *([] if outcome is SponsorshipOutcome.STOPPED else [Button("Put someone forward", "me.sponsor")]),
                    _LIST,
                )
            ),
        ),
    )


def beneficiary_said(one: OfMe, outcome: SponsorshipOutcome | None) -> Message:
    first = {
        None: "Thank you. It stays open.",
        SponsorshipOutcome.GOT_IT: "Thank you, and congratulations!",
        SponsorshipOutcome.OTHER: "Thank you, and congratulations!",
    }.get(outcome, "Thank you for telling me.")
    return Message(
        first,
        (
            Text(strong(first)),
            Note(f"{one.sponsor or 'Whoever put you forward'} isn't told what you said; it counts in groups only."),
            Buttons((Button("Don't ask me about this one", "sponsorship.silence", str(one.id)),)),
        ),
    )


def silenced() -> Message:
    first = "That's fine: I won't ask you about this one again."
    return Message(first, (Text(first), Note("Nobody learns of it.")))


def title(one: OwnSponsorship) -> str:
    """ "Ana Lima, for a role (staff engineer)"."""
    what = OPPORTUNITIES[one.opportunity]
    detail = f" ({one.detail})" if one.detail else ""
    return f"{one.beneficiary or 'A colleague'}, for {what[:1].lower()}{what[1:]}{detail}"


_WAYS_OPEN = {SponsorshipState.NOMINATED: OPEN, SponsorshipState.OPPORTUNITY: CHANCE}
_FIRST = {
    SponsorshipOutcome.GOT_IT: "How good! Thank you for having opened that door.",
    SponsorshipOutcome.OTHER: "How good that something came of it. Thank you for telling me.",
    SponsorshipOutcome.NOT_NOW: "Thank you for telling me. Having put someone forward counts all the same.",
    SponsorshipOutcome.STOPPED: "That's fine. Thank you for telling me.",
}


def _live(one: OwnSponsorship) -> Iterator[Block]:
    state = SPONSORSHIP_STATES[one.state].lower()
    yield Text(strong(title(one)), f"\nPut forward on {plain(one.nominated_on)}. Its state: {state}.")
    subject = str(one.id)
    yield Buttons(
        (
            Button("They got it", "sponsorship.got_it", subject),
            Button("Something else", "sponsorship.other", subject),
            Button("Not this time", "sponsorship.not_now", subject),
            Button("I stopped", "sponsorship.stopped", subject),
            Button("Update", "sponsorship.edit", subject),
        )
    )


def _past(one: OwnSponsorship) -> str:
    when = f", {plain(one.concluded_on)}" if one.concluded_on else ""
    what = OUTCOMES[one.outcome] if one.outcome else SPONSORSHIP_STATES[one.state]
    if one.outcome is SponsorshipOutcome.STOPPED:
        what = "You stopped"
    return f"{title(one)}: {what[:1].lower()}{what[1:]}{when}"


def _none() -> Message:
    return Message(
        "You have put nobody forward so far.",
        (
            Text(strong("You have put nobody forward so far.")),
            Text("Is there a colleague whose work deserves a role, a project or a stage? A word from you can open it."),
            Buttons((_PUT_FORWARD,)),
            Note("Only you see this list."),
        ),
    )
