"""Who there is: organizations, their workspaces, people and teams."""

from __future__ import annotations

from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.models.base import (
    Base,
    Instant,
    WordType,
    belongs_to_organization,
    new_id,
    organization_key,
    own_key,
    reference,
)
from storage.words import Gender, Pace, Platform, Sector, Unreachable, Visibility


class Organization(Base):
    """One customer. `origin` names what it was founded for, so that two founders at once make one.

    `default_visibility` is what new people begin with. The digest comes as here for managers who chose nothing else:
    `digest_weekday` is a number from 0, Monday, and `digest_at` is by the clock on each one's wall.
    """

    __tablename__ = "organizations"
    __table_args__ = (CheckConstraint("k >= 5", name="k"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    origin: Mapped[str] = mapped_column(String(200), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    zone: Mapped[str] = mapped_column(String(64), default="UTC", server_default="UTC")
    k: Mapped[int] = mapped_column(default=5, server_default="5")
    reporting_url: Mapped[str | None] = mapped_column(Text)
    intervention_notes: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    country: Mapped[str | None] = mapped_column(String(2))
    default_visibility: Mapped[Visibility] = mapped_column(
        WordType(Visibility), default=Visibility.PROGRAM, server_default=Visibility.PROGRAM.value
    )
    digests_on: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    digest_weekday: Mapped[int] = mapped_column(default=0, server_default="0")
    digest_at: Mapped[time] = mapped_column(default=time(9), server_default="09:00:00")
    created_at: Mapped[datetime] = mapped_column(Instant)


class Workspace(Base):
    """A Slack team or a Teams tenant. `external_id` is the platform's id; tokens are sealed."""

    __tablename__ = "workspaces"
    __table_args__ = (
        belongs_to_organization(),
        UniqueConstraint("organization_id", "platform", "external_id"),
        Index(None, "platform", "external_id"),
    )

    organization_id: Mapped[UUID] = organization_key()
    id: Mapped[UUID] = own_key()
    platform: Mapped[Platform] = mapped_column(WordType(Platform))
    external_id: Mapped[str] = mapped_column(String(128))
    enterprise_id: Mapped[str | None] = mapped_column(String(128))
    name: Mapped[str] = mapped_column(String(200))
    bot_token_sealed: Mapped[str | None] = mapped_column(Text)
    bot_account: Mapped[str | None] = mapped_column(String(128))
    bot_id: Mapped[str | None] = mapped_column(String(128))
    installed_by: Mapped[str | None] = mapped_column(String(128))
    scopes: Mapped[str | None] = mapped_column(Text)
    installed_at: Mapped[datetime] = mapped_column(Instant)
    removed_at: Mapped[datetime | None] = mapped_column(Instant)


class Person(Base):
    """An employee. An erased person stays as a row without name, address or accounts, so that counts hold.

    `pseudonym_key` is what exports make pseudonyms from: as it is in no other row and not in the audit trail, whoever
    was erased can keep theirs.
    """

    __tablename__ = "people"
    __table_args__ = (
        belongs_to_organization(),
        reference("manager_id", "people"),
        UniqueConstraint("organization_id", "email"),
        Index(None, "organization_id", "manager_id"),
    )

    organization_id: Mapped[UUID] = organization_key()
    id: Mapped[UUID] = own_key()
    pseudonym_key: Mapped[UUID] = mapped_column(default=new_id)
    email: Mapped[str | None] = mapped_column(String(320))
    name: Mapped[str] = mapped_column(String(200))
    department: Mapped[str | None] = mapped_column(String(200))
    location: Mapped[str | None] = mapped_column(String(200))
    level: Mapped[str | None] = mapped_column(String(200))
    gender: Mapped[Gender] = mapped_column(
        WordType(Gender), default=Gender.UNDISCLOSED, server_default=Gender.UNDISCLOSED.value
    )
    gender_is_own: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    manager_id: Mapped[UUID | None]
    hired_on: Mapped[date | None]
    left_on: Mapped[date | None]
    is_admin: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    is_auditor: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    is_example: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    created_at: Mapped[datetime] = mapped_column(Instant)
    erased_at: Mapped[datetime | None] = mapped_column(Instant)


class Preferences(Base):
    """What a person chose for themselves; one row a person, made with the person.

    `nudge_days` are digits from 0, Monday, to 6, Sunday. `nudge_settings` are settings separated by commas; empty: all.
    `nudge_account_id`: where nudges go; empty: the first account that can be reached. `country` (ISO 3166-1) is for
    holidays; empty: the organization's. `log_me`: colleagues may name them in what they log; `ask_me`: we may ask them
    whether it helped.
    """

    __tablename__ = "preferences"
    __table_args__ = (
        belongs_to_organization(),
        reference("person_id", "people"),
        reference("nudge_account_id", "accounts"),
    )

    organization_id: Mapped[UUID] = organization_key()
    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(String(16), default="en", server_default="en")
    zone: Mapped[str] = mapped_column(String(64), default="UTC", server_default="UTC")
    zone_is_own: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    visibility: Mapped[Visibility] = mapped_column(
        WordType(Visibility), default=Visibility.PROGRAM, server_default=Visibility.PROGRAM.value
    )
    log_me: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    ask_me: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    nudge_days: Mapped[str] = mapped_column(String(7), default="123", server_default="123")
    nudges_from: Mapped[time] = mapped_column(default=time(9, 30), server_default="09:30:00")
    nudges_to: Mapped[time] = mapped_column(default=time(16, 30), server_default="16:30:00")
    wants_reflections: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    wants_lessons: Mapped[bool] = mapped_column(default=True, server_default=text("true"))
    pace: Mapped[Pace] = mapped_column(
        WordType(Pace), default=Pace.TWICE_A_WEEK, server_default=Pace.TWICE_A_WEEK.value
    )
    paused_until: Mapped[date | None]
    nudges_stopped: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    sector: Mapped[Sector] = mapped_column(
        WordType(Sector), default=Sector.GENERAL, server_default=Sector.GENERAL.value
    )
    nudge_settings: Mapped[str] = mapped_column(String(60), default="", server_default="")
    country: Mapped[str | None] = mapped_column(String(2))
    nudge_account_id: Mapped[UUID | None]


class Account(Base):
    """A person's identity on one workspace.

    `conversation` is what Teams needs to write to them unasked, `direct_channel` what Slack calls the direct message
    with them. `unreachable`: what the platform said when we last tried; empty while it takes our messages.
    """

    __tablename__ = "accounts"
    __table_args__ = (
        belongs_to_organization(),
        reference("workspace_id", "workspaces"),
        reference("person_id", "people"),
        UniqueConstraint("organization_id", "workspace_id", "external_id"),
        Index(None, "organization_id", "person_id"),
    )

    organization_id: Mapped[UUID] = organization_key()
    id: Mapped[UUID] = own_key()
    workspace_id: Mapped[UUID]
    person_id: Mapped[UUID]
    external_id: Mapped[str] = mapped_column(String(128))
    conversation: Mapped[dict[str, object] | None] = mapped_column(JSON)
    direct_channel: Mapped[str | None] = mapped_column(String(64))
    unreachable: Mapped[Unreachable | None] = mapped_column(WordType(Unreachable))
    unreachable_since: Mapped[datetime | None] = mapped_column(Instant)
    created_at: Mapped[datetime] = mapped_column(Instant)


class Team(Base):
    """A node of the reporting tree. A team without parent is a root."""

    __tablename__ = "teams"
    __table_args__ = (
        belongs_to_organization(),
        reference("parent_id", "teams"),
        reference("lead_id", "people"),
        UniqueConstraint("organization_id", "name"),
        Index(None, "organization_id", "parent_id"),
        Index(None, "organization_id", "lead_id"),
    )

    organization_id: Mapped[UUID] = organization_key()
    id: Mapped[UUID] = own_key()
    name: Mapped[str] = mapped_column(String(200))
    parent_id: Mapped[UUID | None]
    lead_id: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(Instant)


class Membership(Base):
    """Who was in which team when: from `starts_on` up to, not including, `ends_on`."""

    __tablename__ = "memberships"
    __table_args__ = (
        belongs_to_organization(),
        reference("person_id", "people"),
        reference("team_id", "teams"),
        UniqueConstraint("organization_id", "person_id", "starts_on"),
        CheckConstraint("ends_on IS NULL OR ends_on > starts_on", name="order"),
        Index(None, "organization_id", "team_id"),
    )

    organization_id: Mapped[UUID] = organization_key()
    id: Mapped[UUID] = own_key()
    person_id: Mapped[UUID]
    team_id: Mapped[UUID]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]


class EarlierPlace(Base):
    """Where somebody was by the roster up to, not including, `ends_on`. What `people` says is so since the last one."""

    __tablename__ = "earlier_places"
    __table_args__ = (
        belongs_to_organization(),
        reference("person_id", "people"),
        UniqueConstraint("organization_id", "person_id", "ends_on"),
    )

    organization_id: Mapped[UUID] = organization_key()
    id: Mapped[UUID] = own_key()
    person_id: Mapped[UUID]
    ends_on: Mapped[date]
    department: Mapped[str | None] = mapped_column(String(200))
    location: Mapped[str | None] = mapped_column(String(200))
    level: Mapped[str | None] = mapped_column(String(200))
