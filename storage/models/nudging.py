"""What we send unasked: schedules, deliveries and their pace, and what came of them."""

from __future__ import annotations

from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import JSON, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import (
    Base,
    Instant,
    WordType,
    belongs_to_organization,
    organization_key,
    own_key,
    reference,
)
from storage.words import DeliveryState, Nudge, PlanState


class Schedule(Base):
    """When a person's next nudge is due: the whole schedule. One row for everybody who has an account.

    `due_on` is the local day that the nudge is for. Where it is empty and `next_due_at` is not, nothing is to be sent:
    the next nudge has to be planned anew, because something changed. Where both are empty, none can come.
    """

    __tablename__ = "schedules"
    __table_args__ = (belongs_to_organization(), reference("person_id", "people"), Index(None, "next_due_at"))

    organization_id: Mapped[UUID] = organization_key()
    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    next_due_at: Mapped[datetime | None] = mapped_column(Instant)
    due_on: Mapped[date | None]


class Digest(Base):
    """When a manager's next digest is due, and on which day at what time they want it. One row for every manager, from
    soon after they have become one.

    `is_on`, `weekday` (a number from 0, Monday) and `comes_at` (by the clock on the person's wall) are what they chose;
    what is empty is as the organization has it. `next_due_at` and `due_on` are as in `Schedule`; where the digest is
    off, both are empty.
    """

    __tablename__ = "digests"
    __table_args__ = (belongs_to_organization(), reference("person_id", "people"), Index(None, "next_due_at"))

    organization_id: Mapped[UUID] = organization_key()
    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    is_on: Mapped[bool | None]
    weekday: Mapped[int | None]
    comes_at: Mapped[time | None]
    next_due_at: Mapped[datetime | None] = mapped_column(Instant)
    due_on: Mapped[date | None]


_IS_PENDING = text("state = 'pending'")
_IS_SENDING = text("state = 'sending'")
_IS_PUT_OFF = text("snoozed_until IS NOT NULL")
_IS_ABOUT_AN_ACTION = text("confirmation_id IS NOT NULL")
_IS_ABOUT_A_SPONSORSHIP = text("sponsorship_id IS NOT NULL")
_IS_ABOUT_A_PLAN = text("plan_id IS NOT NULL")
_COMES_AGAIN = text("again_of IS NOT NULL")
_ANSWERS_A_NUDGE = text("delivery_id IS NOT NULL")


class Delivery(Base):
    """One nudge for one person on one local day.

    `ready_at` is when it may be tried (again); `lease_id` and `lease_until` are of whoever is sending it. `reason` says
    why it was skipped, failed or is unknown. `item` is the prompt or lesson, chosen at sending, and `why` the sentence
    that explains the choice; a check-in asks about the action of `confirmation_id`, or about `sponsorship_id`. `zone`
    is the person's when it was sent. `message` is what the platform calls the message. `snoozed_until`: the person
    asked for it again on that day, and it takes no place in their rhythm any more. The one that comes then has its id
    in `again_of`.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        reference("person_id", "people"),  # who is of the organization: that is not checked for each row once more
        reference("account_id", "accounts"),
        reference("plan_id", "plans"),
        reference("confirmation_id", "confirmations"),
        reference("sponsorship_id", "sponsorships"),
        reference("again_of", "deliveries"),
        UniqueConstraint("organization_id", "person_id", "day", "nudge"),
        Index(None, "ready_at", postgresql_where=_IS_PENDING, sqlite_where=_IS_PENDING),
        Index(None, "lease_until", postgresql_where=_IS_SENDING, sqlite_where=_IS_SENDING),
        Index(None, "organization_id", "person_id", postgresql_where=_IS_PUT_OFF, sqlite_where=_IS_PUT_OFF),
        Index(
            None,
            "organization_id",
            "confirmation_id",
            postgresql_where=_IS_ABOUT_AN_ACTION,
            sqlite_where=_IS_ABOUT_AN_ACTION,
        ),
        Index(
            None,
            "organization_id",
            "sponsorship_id",
            postgresql_where=_IS_ABOUT_A_SPONSORSHIP,
            sqlite_where=_IS_ABOUT_A_SPONSORSHIP,
        ),
        Index(None, "organization_id", "plan_id", postgresql_where=_IS_ABOUT_A_PLAN, sqlite_where=_IS_ABOUT_A_PLAN),
        Index(None, "organization_id", "again_of", postgresql_where=_COMES_AGAIN, sqlite_where=_COMES_AGAIN),
    )

    organization_id: Mapped[UUID] = organization_key()
    id: Mapped[UUID] = own_key()
    person_id: Mapped[UUID]
    nudge: Mapped[Nudge] = mapped_column(WordType(Nudge))
    day: Mapped[date]
    state: Mapped[DeliveryState] = mapped_column(WordType(DeliveryState))
    reason: Mapped[str | None] = mapped_column(String(24))
    is_asked_for: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    item: Mapped[str | None] = mapped_column(String(80))
    why: Mapped[str | None] = mapped_column(Text)
    plan_id: Mapped[UUID | None]
    confirmation_id: Mapped[UUID | None]
    sponsorship_id: Mapped[UUID | None]
    again_of: Mapped[UUID | None]
    account_id: Mapped[UUID | None]
    zone: Mapped[str] = mapped_column(String(64))
    due_at: Mapped[datetime] = mapped_column(Instant)
    ready_at: Mapped[datetime] = mapped_column(Instant)
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    lease_id: Mapped[UUID | None]
    lease_until: Mapped[datetime | None] = mapped_column(Instant)
    sent_at: Mapped[datetime | None] = mapped_column(Instant)
    message: Mapped[dict[str, object] | None] = mapped_column(JSON(none_as_null=True))
    answered_at: Mapped[datetime | None] = mapped_column(Instant)
    snoozed_until: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(Instant)


class SeenItem(Base):
    """A prompt or lesson that a person was shown, or turned down."""

    __tablename__ = "seen_items"
    __table_args__ = (belongs_to_organization(), reference("person_id", "people"))

    organization_id: Mapped[UUID] = organization_key()
    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    item: Mapped[str] = mapped_column(String(80), primary_key=True)
    shown_on: Mapped[date | None]
    not_for_me_on: Mapped[date | None]


class LessonResult(Base):
    """A person's answer to a lesson's quiz: one a day, for the others tell why each is what it is.

    `answer` is the number of the answer, from 0, in the lesson as it was then.
    """

    __tablename__ = "lesson_results"
    __table_args__ = (
        belongs_to_organization(),
        reference("person_id", "people"),
        reference("delivery_id", "deliveries"),
        UniqueConstraint("organization_id", "person_id", "lesson", "answered_on"),
        Index(None, "organization_id", "delivery_id", postgresql_where=_ANSWERS_A_NUDGE, sqlite_where=_ANSWERS_A_NUDGE),
    )

    organization_id: Mapped[UUID] = organization_key()
    id: Mapped[UUID] = own_key()
    person_id: Mapped[UUID]
    delivery_id: Mapped[UUID | None]
    lesson: Mapped[str] = mapped_column(String(80))
    answer: Mapped[int]
    is_right: Mapped[bool]
    answered_on: Mapped[date]
    created_at: Mapped[datetime] = mapped_column(Instant)


class Plan(Base):
    """An if-then plan in a person's own words, and the day from which we ask once whether the moment came."""

    __tablename__ = "plans"
    __table_args__ = (
        belongs_to_organization(),
        reference("person_id", "people"),
        Index(None, "organization_id", "person_id", "follow_up_on"),
    )

    organization_id: Mapped[UUID] = organization_key()
    id: Mapped[UUID] = own_key()
    person_id: Mapped[UUID]
    lesson: Mapped[str | None] = mapped_column(String(80))
    text_sealed: Mapped[str] = mapped_column(Text)
    follow_up_on: Mapped[date | None]
    state: Mapped[PlanState] = mapped_column(WordType(PlanState))
    created_at: Mapped[datetime] = mapped_column(Instant)
    asked_at: Mapped[datetime | None] = mapped_column(Instant)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)


class RateBucket(Base):
    """How many messages may go out at once to a workspace or a conversation: `tokens` at `counted_at`.

    `blocked_until`: the platform asked us to wait.
    """

    __tablename__ = "rate_buckets"
    __table_args__ = (belongs_to_organization(), Index(None, "counted_at"))

    organization_id: Mapped[UUID] = organization_key()
    key: Mapped[str] = mapped_column(String(120), primary_key=True)
    tokens: Mapped[float]
    counted_at: Mapped[datetime] = mapped_column(Instant)
    blocked_until: Mapped[datetime | None] = mapped_column(Instant)
