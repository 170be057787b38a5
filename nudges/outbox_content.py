"""What deliveries say: the item of each, chosen at the last moment, and its card."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from messages.blocks import Message
from nudges import cards, check_in_cards, chosen, outbox_digests, outbox_questions, remembered
from nudges.cards import Beside
from nudges.choice import Choice, choose
from nudges.history import History
from nudges.items import Item, Lesson, Prompt
from nudges.library import Library
from nudges.outbox_questions import Asking
from storage import plans
from storage.database import Connection
from storage.deliveries import Key, Past
from storage.deliveries_claim import Waiting
from storage.encryption import Cipher
from storage.questions import AboutSponsorship
from storage.words import LeftOut, Nudge

PUT_OFF = "You asked for this one again."
"""Why a nudge comes that was put off."""
_SHAPES: Mapping[Nudge, type[Item]] = {Nudge.REFLECTION: Prompt, Nudge.LESSON: Lesson}


@dataclass(frozen=True, slots=True)
class Made:
    """A card, the item it is of, and why that one."""

    message: Message
    item: str | None = None
    why: str | None = None
    confirmation_id: UUID | None = None
    sponsorship_id: UUID | None = None


@dataclass(slots=True)
class Content:
    """By organization and delivery: what was made, and where there is nothing to say. `broken` is our own mistake."""

    made: dict[Key, Made] = field(default_factory=dict)
    nothing: dict[Key, LeftOut] = field(default_factory=dict)
    broken: tuple[tuple[UUID, Exception], ...] = ()


async def of(
    db: Connection,
    library: Library,
    cipher: Cipher,
    waiting: Sequence[Waiting],
    past: Mapping[Key, Sequence[Past]],
    now: datetime,
) -> Content:
    """Chooses for each and makes its card; asks the database a few times for all of them."""
    content = Content()
    broken: list[tuple[UUID, Exception]] = []
    histories = await remembered.of_people(db, {one.person for one in waiting if one.nudge in _SHAPES})
    texts = await _texts(db, cipher, [one for one in waiting if one.nudge is Nudge.FOLLOW_UP])
    asking = await outbox_questions.of(db, [one for one in waiting if one.nudge is Nudge.CHECK_IN], past, now)
    weekly = [one for one in waiting if one.nudge is Nudge.DIGEST]
    digests = await outbox_digests.of(db, library, weekly, now, broken)
    for one in waiting:
        try:
            match one.nudge:
                case Nudge.CHECK_IN:
                    made = _ask(one, asking)
                case Nudge.DIGEST:
                    made = _tell(digests[one.key])
                case _:
                    made = _make(one, library, histories, texts)
        except Exception as error:  # noqa: BLE001 - one card that can't be made must not hold up the others
            broken.append((one.id, error))
            made = LeftOut.BROKEN
        if isinstance(made, Made):
            content.made[one.key] = made
        else:
            content.nothing[one.key] = made
    content.broken = tuple(broken)
    return content


async def _texts(db: Connection, cipher: Cipher, waiting: Sequence[Waiting]) -> dict[UUID, str | None]:
    """The words of the plans to ask about. Few are on one day."""
    asking: dict[UUID, list[UUID]] = defaultdict(list)
    for one in waiting:
        if one.plan_id is not None:
            asking[one.organization_id].append(one.plan_id)
    texts: dict[UUID, str | None] = {}
    for organization_id, theirs in sorted(asking.items()):
        texts |= await plans.texts(db, cipher, organization_id, theirs)
    return texts


def _ask(waiting: Waiting, asking: Mapping[Key, Asking]) -> Made | LeftOut:
    """What may be asked now. Where all that there was is over, nothing is."""
    about = asking.get(waiting.key)
    if about is None:
        return LeftOut.OUT_OF_DATE
    if isinstance(about.question, AboutSponsorship):
        return Made(check_in_cards.of_sponsorship(about.question), sponsorship_id=about.question.id)
    message = check_in_cards.of_action(about.question, str(about.confirmation_id))
    return Made(message, confirmation_id=about.confirmation_id)


def _tell(digest: Message | LeftOut) -> Made | LeftOut:
    return Made(digest) if isinstance(digest, Message) else digest


def _make(
    waiting: Waiting, library: Library, histories: Mapping[Key, History], texts: Mapping[UUID, str | None]
) -> Made | LeftOut:
    subject = str(waiting.id)
    if waiting.nudge is Nudge.FOLLOW_UP:
        if waiting.plan_id is None or waiting.plan_id not in texts:
            return LeftOut.OUT_OF_DATE
        return Made(cards.of_follow_up(texts[waiting.plan_id], subject))
    history = histories[waiting.person]
    choice = _choose(waiting, library, history)
    if isinstance(choice, LeftOut):
        return choice
    message = cards.of_item(choice.item, subject, Beside(met_on=remembered.met_on(history, choice.item, waiting.day)))
    return Made(message, choice.item.id, choice.why)


def _choose(waiting: Waiting, library: Library, history: History) -> Choice | LeftOut:
    """What it was to say already, if that is still there and wanted; else what comes next of its kind.

    What was put off comes as what it was, or not at all.
    """
    shape = _SHAPES.get(waiting.nudge)
    if shape is None:
        return LeftOut.NOTHING_LEFT
    kept = library.items.get(waiting.item or "")
    is_turned_down = any(one.id == waiting.item for one in history.not_for_me)
    if isinstance(kept, shape) and not is_turned_down:
        return Choice(kept, waiting.why or PUT_OFF)
    if waiting.again_of is not None:
        return LeftOut.TURNED_DOWN if is_turned_down else LeftOut.ITEM_GONE
    profile = replace(
        chosen.profile(waiting.person_id, waiting.choices, leads=waiting.leads),
        prompts=shape is Prompt,
        lessons=shape is Lesson,
    )
    return choose(library, history, profile, waiting.day) or LeftOut.NOTHING_LEFT
