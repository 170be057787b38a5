"""What people read of exports: being made, ready, waiting for a second admin, not made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from handlers import errors
from handlers.export_words import TOO_MANY, described
from handlers.pending import Pending
from handlers.request import Press, Request
from messages.blocks import (
    Block,
    Button,
    Buttons,
    Confirm,
    Divider,
    Heading,
    Message,
    Note,
    Style,
    Text,
    emphasis,
    strong,
)
from messages.forms import Link
from nudges.day_words import plain
from storage.export_orders import Ordered
from storage.export_words import ExportState

_STEPS = 10


def status(request: Request, ordered: Ordered) -> Message:
    """How far one's own order is, where there is no file to fetch."""
    what = described(ordered.wish)
    if ordered.state is ExportState.WAITING and not ordered.is_over(request.now):
        until = _moment(ordered.expires_at, request)
        return _card(
            "Your export waits for a second program admin.",
            ordered,
            Text("It has names, so a second program admin has to agree. I ask them now, and tell you what they say."),
            Note(f"It waits until {until}. Your reason: {ordered.wish.reason}"),
        )
    if ordered.state is ExportState.ORDERED and not ordered.is_over(request.now):
        return making(ordered)
    return errors.say(f"{what}: {sentence(ordered, request)}")


def making(ordered: Ordered) -> Pending:
    """It is made right now."""
    fallback = "I'm making your export."
    blocks: tuple[Block, ...] = (
        Text(strong("I'm making your export. "), described(ordered.wish), "."),
        Text(bar(ordered)),
        _look(ordered),
        Note("It goes on by itself, and I write to you when it is there. “/ally export” has it, too."),
    )
    subject = str(ordered.id)
    return Pending(fallback, blocks, Press("export.look", subject), Press("export.follow", subject))


def ready(request: Request, ordered: Ordered, url: str) -> Link:
    """The file is there; `url` fetches it once."""
    until = _moment(ordered.expires_at, request)
    return Link(
        text=f"Your export is ready. {described(ordered.wish)}: {what_is_in_it(ordered)}",
        label="Fetch the file",
        url=url,
        note=f"The link is for you alone and fetches the file once. Until {until} you get another with “/ally export”.",
    )


def is_there(ordered: Ordered, zone: str) -> Message:
    """The file is there, told where it may be read much later: the button makes the link that fetches it."""
    agreed = f"{ordered.decided_by} agreed to names. " if ordered.wish.with_names and ordered.decided_by else ""
    return Message(
        "Your export is ready.",
        (
            Text(strong("Your export is ready. "), agreed, described(ordered.wish), f": {what_is_in_it(ordered)}"),
            Buttons((Button("Get the file", "export.look", subject=str(ordered.id), style=Style.PRIMARY),)),
            Note(f"The button makes a link for you alone. The file is kept until {moment(ordered.expires_at, zone)}."),
        ),
    )


def not_made(ordered: Ordered) -> Message:
    """It could not be made, told unasked."""
    return Message(
        "Your export could not be made.",
        (
            Text(strong("Your export could not be made: "), described(ordered.wish), "."),
            Text("Please ask for it again; if it fails again, tell your administrator."),
            Buttons((Button("New export", "export.new"),)),
        ),
    )


def asks_you(ordered: Ordered, zone: str) -> Message:
    """To an admin who may decide: who asks for what, and why."""
    return Message(
        f"{ordered.by} asks for an export with names.",
        (
            Heading("Names need a second program admin"),
            *_to_decide(ordered),
            Note(
                f"It waits until {moment(ordered.expires_at, zone)}. Any other program admin may decide, too; you need "
                "not. They get the names of authors who set an action to “named”, and nobody else's."
            ),
        ),
    )


def decision(ordered: Ordered) -> Message:
    """To who asked for names: what the second admin decided."""
    who = ordered.decided_by or "A program admin"
    what = described(ordered.wish)
    if ordered.state is ExportState.DECLINED:
        return Message(
            f"{who} did not agree to names.",
            (
                Text(strong(f"{who} did not agree to names. "), f"You asked for: {what}. Nothing was exported."),
                Text("You can ask for the same without names, or ask them what speaks against it."),
                Buttons((Button("New export", "export.new"),)),
            ),
        )
    return Message(
        f"{who} agreed to names.",
        (
            Text(strong(f"{who} agreed to names. "), f"I'm making your export: {what}."),
            _look(ordered),
            Note("I write to you again when the file is there."),
        ),
    )


def was_decided(ordered: Ordered) -> Message:
    """In the place of a question that needs no answer any more."""
    return errors.say(f"{ordered.by} asked for {described(ordered.wish)}. There is nothing to decide any more.")


def what_is_in_it(ordered: Ordered) -> str:
    """ "1,234 rows. Of 3 periods rows are left out, …"."""
    rows = "1 row." if ordered.rows == 1 else f"{ordered.rows:,} rows."
    if not ordered.withheld:
        return rows
    periods = "1 period" if ordered.withheld == 1 else f"{ordered.withheld:,} periods"
    if not ordered.rows:
        return f"No rows. Of {periods} none may be shown, because too few people were behind them."
    return f"{rows} Of {periods} rows are left out, because too few people were behind them."


def overview(request: Request, waiting: Sequence[Ordered], mine: Sequence[Ordered]) -> Message:
    """What others ask me to agree to, and how far my own orders are."""
    blocks: list[Block] = []
    if waiting:
        blocks.append(Heading("Waiting for a second program admin"))
        for one in waiting:
            blocks += (*_to_decide(one), Divider())
    if mine:
        blocks.append(Heading("Your exports"))
        for one in mine:
            blocks += _mine(request, one)
    blocks.append(Buttons((Button("New export", "export.new", style=Style.PRIMARY),)))
    return Message("Exports: what waits, and what is ready.", tuple(blocks))


def decided(ordered: Ordered, *, agreed: bool) -> Message:
    what = described(ordered.wish)
    if agreed:
        return errors.say(f"Agreed: {ordered.by} gets {what}. It is in the audit trail that you did.")
    return errors.say(f"Declined. {ordered.by} does not get {what}, and I tell them so.")


def nothing_to_decide() -> Message:
    """Decided by somebody else, too late, one's own, or never there: the same on purpose."""
    return errors.say("There is nothing to decide here (any more). “/ally export” shows what waits.")


def too_many() -> Message:
    return errors.say(TOO_MANY)


def gone() -> Message:
    return errors.say("I can't find that export. Its time may be over; “/ally export” makes a new one.")


def bar(ordered: Ordered) -> str:
    """ "▓▓▓▓░░░░░░ 40%"; before it is known how many rows there are, how many are written."""
    percent = ordered.percent
    if percent is None:
        return f"{ordered.rows:,} rows so far" if ordered.rows else "It begins in a moment."
    done = percent * _STEPS // 100
    return f"{'▓' * done}{'░' * (_STEPS - done)} {percent}%"


def sentence(ordered: Ordered, request: Request) -> str:
    """The state in a sentence."""
    return state_in_words(ordered, request.now, request.asker.zone)


def state_in_words(ordered: Ordered, now: datetime, zone: str) -> str:
    match ordered.state:
        case ExportState.DECLINED:
            return f"{ordered.decided_by or 'A program admin'} did not agree to names. You can ask without them."
        case ExportState.FAILED:
            return "It could not be made. Please ask for it again; if it fails again, tell your administrator."
        case ExportState.WAITING if ordered.expires_at <= now:
            return "Nobody agreed in time, so it was not made."
        case ExportState.WAITING:
            return f"Waits for a second program admin, until {moment(ordered.expires_at, zone)}."
        case ExportState.ORDERED if ordered.expires_at <= now:
            return "It was not made in time. Please ask for it again."
        case ExportState.ORDERED:
            return f"Is being made. {bar(ordered)}"
        case ExportState.READY if ordered.expires_at <= now:
            return f"Its time was over on {moment(ordered.expires_at, zone)}, and the file is deleted."
        case _:
            return f"Ready, until {moment(ordered.expires_at, zone)}."


def moment(at: datetime, zone: str) -> str:
    """ "25 November 2026, 16:30", by the clock of the zone."""
    there = at.astimezone(ZoneInfo(zone))
    return f"{plain(there.date())}, {there:%H:%M}"


def _moment(at: datetime, request: Request) -> str:
    return moment(at, request.asker.zone)


def _to_decide(one: Ordered) -> Iterator[Block]:
    yield Text(strong(one.by), " asks for: ", described(one.wish), ". Their reason: ", emphasis(one.wish.reason or "–"))
    yield Buttons(
        (
            Button(
                "Agree",
                "export.approve",
                subject=str(one.id),
                confirm=Confirm(
                    "Agree to names?",
                    "They get the names of authors who set an action to “named”. The audit trail says that you agreed.",
                    yes="Agree",
                    no="Not now",
                ),
            ),
            Button("Decline", "export.decline", subject=str(one.id)),
        )
    )


def _mine(request: Request, one: Ordered) -> Iterator[Block]:
    yield Text(strong(described(one.wish)), ". ", sentence(one, request))
    if one.state is ExportState.READY and not one.is_over(request.now):
        yield Buttons((Button("Get a link", "export.look", subject=str(one.id)),))
    elif one.state is ExportState.ORDERED and not one.is_over(request.now):
        yield _look(one)


def _look(one: Ordered) -> Buttons:
    return Buttons((Button("Look again", "export.look", subject=str(one.id)),))


def _card(fallback: str, ordered: Ordered, *blocks: Block) -> Message:
    return Message(fallback, (Text(strong(described(ordered.wish))), *blocks, _look(ordered)))
