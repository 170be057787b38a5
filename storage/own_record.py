"""Everything that is held about one person, for that person: to count it, and to hand it over.

A new table with a column for people needs a section here; a test walks the schema and fails otherwise.
What colleagues logged for the person is told as far as it is theirs to know: that it exists, what kind, which week.
Who logged it, and in what words, is the colleague's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Select, func, select

from storage import own_dashboard, own_exports, own_linking
from storage import own_nudges as nudges
from storage import own_sections as sections
from storage.database import Connection
from storage.encryption import Cipher
from storage.models import Account, Action, Confirmation, Delivery, LessonResult, Plan, Reflection, Sponsorship
from storage.own_sections import Entry


@dataclass(frozen=True, slots=True)
class Counts:
    """How much there is, table by table."""

    actions: int
    withdrawn: int
    sponsorships: int
    reflections: int
    plans: int
    lessons: int
    nudges: int
    confirmations: int
    accounts: int
    named_by_colleagues: int


async def counts(db: Connection, organization_id: UUID, person_id: UUID) -> Counts:
    """The numbers, in one query."""
    mine = _of(Action, organization_id, actor_id=person_id)
    numbers = (
        mine.where(Action.withdrawn_at.is_(None)),
        mine.where(Action.withdrawn_at.is_not(None)),
        _of(Sponsorship, organization_id, sponsor_id=person_id),
        _of(Reflection, organization_id, person_id=person_id),
        _of(Plan, organization_id, person_id=person_id),
        _of(LessonResult, organization_id, person_id=person_id),
        _of(Delivery, organization_id, person_id=person_id),
        _of(Confirmation, organization_id, person_id=person_id).where(Confirmation.answer.is_not(None)),
        _of(Account, organization_id, person_id=person_id),
        _of(Action, organization_id, beneficiary_id=person_id),
    )
    row = (await db.execute(select(*(one.scalar_subquery() for one in numbers)))).one()
    return Counts(*row)


async def collect(db: Connection, cipher: Cipher, organization_id: UUID, person_id: UUID, now: datetime) -> Entry:
    """The whole record, of plain values: text, numbers, dates, ids and the design's words.

    Raises NoResultFound where there is no such person.
    """
    return {
        "about": {
            "what": "Everything that Upstander holds about you.",
            "made_at": now,
            "words": "A note or text that reads null was sealed with a key that is lost.",
            "colleagues": "What colleagues logged for you is told by kind and week. Their names and words are theirs.",
        },
        "person": await sections.person(db, organization_id, person_id),
        "preferences": await sections.preferences(db, organization_id, person_id),
        "accounts": await sections.accounts(db, organization_id, person_id),
        "memberships": await sections.memberships(db, organization_id, person_id),
        "earlier_places": await sections.earlier_places(db, organization_id, person_id),
        "actions": await sections.actions(db, cipher, organization_id, person_id),
        "sponsorships": await sections.sponsorships(db, cipher, organization_id, person_id),
        "actions_for_you": await sections.actions_for(db, organization_id, person_id),
        "sponsorships_of_you": await sections.sponsorships_of(db, organization_id, person_id),
        "confirmations": await sections.confirmations(db, organization_id, person_id),
        "reflections": await sections.reflections(db, cipher, organization_id, person_id),
        "schedule": await nudges.schedule(db, organization_id, person_id),
        "digest": await nudges.digest(db, organization_id, person_id),
        "deliveries": await nudges.deliveries(db, organization_id, person_id),
        "lesson_results": await nudges.lesson_results(db, organization_id, person_id),
        "plans": await nudges.plans(db, cipher, organization_id, person_id),
        "seen_items": await nudges.seen_items(db, organization_id, person_id),
        "exports": await sections.exports(db, organization_id, person_id),
        "exports_asked_for": await own_exports.orders(db, cipher, organization_id, person_id),
        "exports_decided": await own_exports.decided(db, organization_id, person_id),
        "notices": await own_exports.told(db, organization_id, person_id),
        "dashboard": await own_dashboard.dashboard(db, organization_id, person_id),
        "api_tokens": await sections.api_tokens(db, organization_id, person_id),
        "links_asked_for": await own_linking.requests(db, organization_id, person_id),
        "links_decided": await own_linking.decided(db, organization_id, person_id),
        "kept_longer": await sections.kept_longer(db, organization_id, person_id),
        "audit_events": await sections.audit_events(
            db, organization_id, await own_linking.all_ids(db, organization_id, person_id)
        ),
    }


def to_json(record: Entry) -> bytes:
    """The record as a file. (PostgreSQL's driver has a kind of UUID of its own, which becomes text like the rest.)"""
    return orjson.dumps(record, default=str, option=orjson.OPT_INDENT_2)


def _of(model: Any, organization_id: UUID, **equal: UUID) -> Select[int]:
    conditions = (getattr(model, name) == value for name, value in equal.items())
    return select(func.count()).select_from(model).where(model.organization_id == organization_id, *conditions)
