"""What people did and said: actions, confirmations, sponsorships, reflections."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, String, Text, UniqueConstraint, text
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
from storage.words import (
    ConfirmationAnswer,
    ConfirmationPart,
    Gender,
    Incident,
    Kind,
    Opportunity,
    Outcome,
    Platform,
    Setting,
    SponsorshipOutcome,
    SponsorshipState,
    Visibility,
    Withdrawal,
)

_IS_WITHDRAWN = text("withdrawn_at IS NOT NULL")
_REPLACES = text("replaces_id IS NOT NULL")
_IS_ANSWERED = text("answered_at IS NOT NULL")


class Action(Base):
    """One logged ally act, with the team and declared gender its actor had on its day.

    An action counts while `withdrawn_at` is empty. An edited one is withdrawn, and the new one names it in
    `replaces_id`. `responses` (interventions only) holds `Response` values separated by commas. `said` is a keyed
    fingerprint of what the action says: the first with it has it, and a second insert with the same one does not pass.
    """

    __tablename__ = "actions"
    __table_args__ = (
        belongs_to_organization(),
        reference("actor_id", "people"),
        reference("beneficiary_id", "people"),
        reference("team_id", "teams"),
        reference("replaces_id", "actions"),
        UniqueConstraint("organization_id", "actor_id", "said"),
        Index(None, "organization_id", "actor_id", "created_at"),
        Index(None, "organization_id", "beneficiary_id"),
        Index(None, "organization_id", "actor_id", "occurred_on"),
        Index(None, "organization_id", "team_id", "occurred_on"),
        Index(None, "organization_id", "occurred_on"),
        Index(None, "organization_id", "created_at"),
        Index(None, "organization_id", "withdrawn_at", postgresql_where=_IS_WITHDRAWN, sqlite_where=_IS_WITHDRAWN),
        Index(None, "organization_id", "replaces_id", postgresql_where=_REPLACES, sqlite_where=_REPLACES),
    )

    organization_id: Mapped[UUID] = organization_key()
    id: Mapped[UUID] = own_key()
    actor_id: Mapped[UUID]
    actor_gender: Mapped[Gender] = mapped_column(WordType(Gender))
    team_id: Mapped[UUID | None]
    kind: Mapped[Kind] = mapped_column(WordType(Kind))
    beneficiary_id: Mapped[UUID | None]
    occurred_on: Mapped[date]
    setting: Mapped[Setting | None] = mapped_column(WordType(Setting))
    note_sealed: Mapped[str | None] = mapped_column(Text)
    visibility: Mapped[Visibility] = mapped_column(WordType(Visibility))
    incident: Mapped[Incident | None] = mapped_column(WordType(Incident))
    responses: Mapped[str | None] = mapped_column(String(120))
    outcome: Mapped[Outcome | None] = mapped_column(WordType(Outcome))
    platform: Mapped[Platform] = mapped_column(WordType(Platform))
    said: Mapped[str | None] = mapped_column(String(64))
    is_example: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    created_at: Mapped[datetime] = mapped_column(Instant)
    replaces_id: Mapped[UUID | None]
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)
    withdrawal: Mapped[Withdrawal | None] = mapped_column(WordType(Withdrawal))


class Confirmation(Base):
    """A colleague's private answer about an action; `answer` is empty until they give one.

    `asked_at` is empty until the question was sent or shown. `told_at`: since when the answer is in a total that the
    author is told. Where the colleague was erased, the answer stays and `person_id` is empty.
    """

    __tablename__ = "confirmations"
    __table_args__ = (
        belongs_to_organization(),
        reference("action_id", "actions"),
        reference("person_id", "people"),
        UniqueConstraint("organization_id", "action_id", "person_id"),
        Index(None, "organization_id", "person_id"),
        Index(None, "organization_id", "answered_at", postgresql_where=_IS_ANSWERED, sqlite_where=_IS_ANSWERED),
    )

    organization_id: Mapped[UUID] = organization_key()
    id: Mapped[UUID] = own_key()
    action_id: Mapped[UUID]
    person_id: Mapped[UUID | None]
    part: Mapped[ConfirmationPart] = mapped_column(WordType(ConfirmationPart))
    answer: Mapped[ConfirmationAnswer | None] = mapped_column(WordType(ConfirmationAnswer))
    asked_at: Mapped[datetime | None] = mapped_column(Instant)
    answered_at: Mapped[datetime | None] = mapped_column(Instant)
    told_at: Mapped[datetime | None] = mapped_column(Instant)


class Sponsorship(Base):
    """A nomination with a life. It belongs to its action and counts while the action does.

    `state`, `outcome` and `concluded_on` are what the sponsor said, `beneficiary_outcome` what the beneficiary did;
    `advanced_on` is since when it was a step up. `check_in_due` and `beneficiary_due` are when each is asked next;
    empty: they were not asked yet. The beneficiary is asked only where `beneficiary_agreed`.
    """

    __tablename__ = "sponsorships"
    __table_args__ = (
        belongs_to_organization(),
        reference("action_id", "actions"),
        reference("sponsor_id", "people"),
        reference("beneficiary_id", "people"),
        UniqueConstraint("organization_id", "action_id"),
        Index(None, "organization_id", "sponsor_id"),
        Index(None, "organization_id", "beneficiary_id"),
    )

    organization_id: Mapped[UUID] = organization_key()
    id: Mapped[UUID] = own_key()
    action_id: Mapped[UUID]
    sponsor_id: Mapped[UUID]
    beneficiary_id: Mapped[UUID | None]
    opportunity: Mapped[Opportunity] = mapped_column(WordType(Opportunity))
    detail_sealed: Mapped[str | None] = mapped_column(Text)
    state: Mapped[SponsorshipState] = mapped_column(WordType(SponsorshipState))
    nominated_on: Mapped[date]
    concluded_on: Mapped[date | None]
    outcome: Mapped[SponsorshipOutcome | None] = mapped_column(WordType(SponsorshipOutcome))
    check_in_due: Mapped[date | None]
    advanced_on: Mapped[date | None]
    beneficiary_agreed: Mapped[bool | None]
    beneficiary_outcome: Mapped[SponsorshipOutcome | None] = mapped_column(WordType(SponsorshipOutcome))
    beneficiary_due: Mapped[date | None]


class Reflection(Base):
    """Words a person wrote for themselves alone; `prompt` is the one they answered, if it was one."""

    __tablename__ = "reflections"
    __table_args__ = (
        belongs_to_organization(),
        reference("person_id", "people"),
        Index(None, "organization_id", "person_id", "created_at"),
    )

    organization_id: Mapped[UUID] = organization_key()
    id: Mapped[UUID] = own_key()
    person_id: Mapped[UUID]
    text_sealed: Mapped[str] = mapped_column(Text)
    prompt: Mapped[str | None] = mapped_column(String(80))
    created_at: Mapped[datetime] = mapped_column(Instant)
