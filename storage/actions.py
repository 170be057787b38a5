"""Writes actions: logs, withdraws, restores and replaces them."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import cast
from uuid import UUID

from sqlalchemy import BigInteger, bindparam, func, insert, or_, select, update

from storage import direct, replaced
from storage.database import Connection
from storage.encryption import Cipher
from storage.logged import SAME_ACTION, Intervention, LoggedAction, Nomination, one_of_mine, own
from storage.models import Action, Membership, Sponsorship
from storage.models.base import new_id, table_of
from storage.words import (
    Gender,
    Kind,
    Platform,
    Setting,
    SponsorshipState,
    Visibility,
    Withdrawal,
)

__all__ = [
    "Intervention",
    "LoggedAction",
    "NewAction",
    "Nomination",
    "log",
    "log_once",
    "one_of_mine",
    "own",
    "replace",
    "restore",
    "said_twice",
    "team_on",
    "withdraw",
]


@dataclass(frozen=True, slots=True)
class NewAction:
    """An act to log, before it has an id."""

    actor_id: UUID
    actor_gender: Gender
    team_id: UUID | None
    kind: Kind
    occurred_on: date
    visibility: Visibility
    platform: Platform
    beneficiary_id: UUID | None = None
    setting: Setting | None = None
    note: str = ""
    nomination: Nomination | None = None
    intervention: Intervention | None = None
    replaces_id: UUID | None = None
    is_example: bool = False


# Built once: composing a statement costs SQLAlchemy more than running it, and these run with every logged action.
_INSERT_SPONSORSHIP = insert(table_of(Sponsorship))
_SAME_MOMENT = (
    select(Action.note_sealed, Sponsorship.opportunity, Sponsorship.detail_sealed)
    .outerjoin(Sponsorship, SAME_ACTION)
    .where(
        Action.organization_id == bindparam("organization_id"),
        Action.actor_id == bindparam("actor_id"),
        Action.created_at > bindparam("since"),
        Action.withdrawn_at.is_(None),
        Action.kind == bindparam("kind"),
        Action.occurred_on == bindparam("occurred_on"),
        Action.beneficiary_id.is_not_distinct_from(bindparam("beneficiary_id")),
        Action.setting.is_not_distinct_from(bindparam("setting")),
        Action.incident.is_not_distinct_from(bindparam("incident")),
        Action.responses.is_not_distinct_from(bindparam("responses")),
        Action.outcome.is_not_distinct_from(bindparam("outcome")),
    )
)
_ONE_AT_A_TIME = select(func.pg_advisory_xact_lock(bindparam("key", type_=BigInteger)))


async def log(db: Connection, cipher: Cipher, organization_id: UUID, new: NewAction, now: datetime) -> UUID:
    """Stores an act (and its sponsorship) and returns its id."""
    row = _row(cipher, organization_id, new, now)
    if not await direct.insert_if_new(db, Action, row):
        await direct.insert_if_new(db, Action, {**row, "said": None})
    await _nominate(db, cipher, row, new)
    return cast("UUID", row["id"])


async def log_once(
    db: Connection, cipher: Cipher, organization_id: UUID, new: NewAction, now: datetime, within: timedelta
) -> tuple[UUID, bool]:
    """Stores an act, and tells whether it is `said_twice`: then it is kept, but does not count.

    Nearly always one statement: an act that was never said before is known by its unique fingerprint, also against
    another request at the very same time. A hopeful unit of work takes it to be new, and sees when it ends.
    """
    row = _row(cipher, organization_id, new, now)
    if new.nomination is None and direct.hold(db, Action, row):
        return cast("UUID", row["id"]), False
    is_repeated = False
    if not await direct.insert_if_new(db, Action, row):
        is_repeated = await said_twice(db, cipher, organization_id, new, now, within)
        withdrawn = {"withdrawn_at": now, "withdrawal": Withdrawal.DUPLICATE} if is_repeated else {}
        await direct.insert_if_new(db, Action, {**row, "said": None, **withdrawn})
    await _nominate(db, cipher, row, new)
    return cast("UUID", row["id"]), is_repeated


def _row(cipher: Cipher, organization_id: UUID, new: NewAction, now: datetime) -> dict[str, object]:
    intervention = new.intervention
    return {
        "organization_id": organization_id,
        "id": new_id(),
        "actor_id": new.actor_id,
        "actor_gender": new.actor_gender,
        "team_id": new.team_id,
        "kind": new.kind,
        "beneficiary_id": new.beneficiary_id,
        "occurred_on": new.occurred_on,
        "setting": new.setting,
        "note_sealed": cipher.seal(new.note) if new.note else None,
        "visibility": new.visibility,
        "incident": intervention.incident if intervention else None,
        "responses": _joined(intervention),
        "outcome": intervention.outcome if intervention else None,
        "platform": new.platform,
        "said": cipher.fingerprint(_what_it_says(new)),
        "is_example": new.is_example,
        "created_at": now,
        "replaces_id": new.replaces_id,
        "withdrawn_at": None,
        "withdrawal": None,
    }


def _what_it_says(new: NewAction) -> str:
    """What makes two acts of one person the same: all but who may see it and where it was typed."""
    said = (new.kind, new.occurred_on, new.beneficiary_id, new.setting, new.note, new.nomination, new.intervention)
    return repr(said)


async def _nominate(db: Connection, cipher: Cipher, row: Mapping[str, object], new: NewAction) -> None:
    if new.nomination is None:
        return
    await db.execute(
        _INSERT_SPONSORSHIP,
        {
            "organization_id": row["organization_id"],
            "id": new_id(),
            "action_id": row["id"],
            "sponsor_id": new.actor_id,
            "beneficiary_id": new.beneficiary_id,
            "opportunity": new.nomination.opportunity,
            "detail_sealed": cipher.seal(new.nomination.detail) if new.nomination.detail else None,
            "state": SponsorshipState.NOMINATED,
            "nominated_on": new.occurred_on,
        },
    )


async def team_on(db: Connection, organization_id: UUID, person_id: UUID, day: date) -> UUID | None:
    """The team a person was in on a day."""
    query = select(Membership.team_id).where(
        Membership.organization_id == organization_id,
        Membership.person_id == person_id,
        Membership.starts_on <= day,
        or_(Membership.ends_on.is_(None), Membership.ends_on > day),
    )
    return (await db.execute(query)).scalar_one_or_none()


async def said_twice(
    db: Connection, cipher: Cipher, organization_id: UUID, new: NewAction, now: datetime, within: timedelta
) -> bool:
    """Whether the same act, word for word, was logged by the same person a moment ago and still counts.

    What the same person sends at the very same time waits here for the other to be committed, and then sees it.
    """
    if db.dialect.name == "postgresql":  # SQLite has one writer at a time as it is
        await db.execute(_ONE_AT_A_TIME, {"key": int.from_bytes(new.actor_id.bytes[8:], signed=True)})
    intervention = new.intervention
    rows = await db.execute(
        _SAME_MOMENT,
        {
            "organization_id": organization_id,
            "actor_id": new.actor_id,
            "since": now - within,
            "kind": new.kind,
            "occurred_on": new.occurred_on,
            "beneficiary_id": new.beneficiary_id,
            "setting": new.setting,
            "incident": intervention.incident if intervention else None,
            "responses": _joined(intervention),
            "outcome": intervention.outcome if intervention else None,
        },
    )
    for note, opportunity, detail in rows.all():
        same_note = (cipher.open(note) if note else "") == new.note
        nomination = Nomination(opportunity, (cipher.open(detail) if detail else "") or "") if opportunity else None
        if same_note and nomination == new.nomination:
            return True
    return False


async def withdraw(
    db: Connection, organization_id: UUID, actor_id: UUID, action_id: UUID, why: Withdrawal, now: datetime
) -> bool:
    """Stops this person's action from counting; False when it is not theirs or did not count already."""
    result = await db.execute(
        update(Action)
        .where(
            Action.organization_id == organization_id,
            Action.id == action_id,
            Action.actor_id == actor_id,
            Action.withdrawn_at.is_(None),
        )
        .values(withdrawn_at=now, withdrawal=why)
    )
    return result.rowcount == 1


async def replace(
    db: Connection, cipher: Cipher, organization_id: UUID, old_id: UUID, new: NewAction, now: datetime
) -> UUID | None:
    """Logs an act in place of an older one of the same person, and returns its id.

    None, and nothing is stored, when the old one is not theirs or does not count (any more). A sponsorship goes on
    where it was: correcting a note does not make a nomination of what has become an outcome. So do the questions to
    colleagues and their answers, where they would read the same.
    """
    if not await withdraw(db, organization_id, new.actor_id, old_id, Withdrawal.EDITED, now):
        return None
    action_id = await log(db, cipher, organization_id, dataclasses.replace(new, replaces_id=old_id), now)
    await replaced.take_over(db, organization_id, old_id, action_id)
    return action_id


async def restore(db: Connection, organization_id: UUID, actor_id: UUID, action_id: UUID) -> bool:
    """Lets a withdrawn action count again, unless an edited one took its place; False when there was nothing to do."""
    result = await db.execute(
        update(Action)
        .where(
            Action.organization_id == organization_id,
            Action.id == action_id,
            Action.actor_id == actor_id,
            Action.withdrawn_at.is_not(None),
            Action.withdrawal != Withdrawal.EDITED,
        )
        .values(withdrawn_at=None, withdrawal=None)
    )
    return result.rowcount == 1


def _joined(intervention: Intervention | None) -> str | None:
    return ",".join(intervention.responses) if intervention else None
