"""Actions are written whole, read by their author alone, and replaced once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from storage import actions
from storage.actions import Intervention, NewAction, Nomination
from storage.encryption import Cipher
from storage.models import Action, Sponsorship
from storage.words import (
    Gender,
    Incident,
    Kind,
    Opportunity,
    Outcome,
    Platform,
    Response,
    Setting,
    Visibility,
    Withdrawal,
)
from tests.walking import Walk

DAY = date(2026, 3, 2)
MINUTES = timedelta(minutes=2)
STEPPED_IN = Intervention(Incident.JOKE, (Response.SPOKE_UP, Response.CHECKED_IN), Outcome.STOPPED)


def act(walk: Walk, **details: Any) -> NewAction:
    plain: dict[str, Any] = {
        "actor_id": walk.people["ben"],
        "actor_gender": Gender.MAN,
        "team_id": walk.teams["payments"],
        "kind": Kind.AMPLIFY,
        "occurred_on": DAY,
        "visibility": Visibility.PROGRAM,
        "platform": Platform.SLACK,
        "beneficiary_id": walk.people["ana"],
        "setting": Setting.MEETING,
        "note": "her idea",
    }
    return NewAction(**plain | details)


async def log(walk: Walk, new: NewAction, withdrawal: Withdrawal | None = None) -> UUID:
    async with walk.database.begin() as db:
        action_id = await actions.log(db, walk.cipher, walk.organization_id, new, walk.clock())
        if withdrawal is not None:
            await actions.withdraw(db, walk.organization_id, new.actor_id, action_id, withdrawal, walk.clock())
        return action_id


async def one(walk: Walk, action_id: UUID, who: str = "ben", cipher: Cipher | None = None) -> Any:
    async with walk.database.begin() as db:
        return await actions.one_of_mine(db, cipher or walk.cipher, walk.organization_id, walk.people[who], action_id)


async def said_twice(walk: Walk, new: NewAction) -> bool:
    async with walk.database.begin() as db:
        return await actions.said_twice(db, walk.cipher, walk.organization_id, new, walk.clock(), MINUTES)


@pytest.mark.parametrize(
    "details",
    [
        {},
        {"kind": Kind.SPONSOR, "nomination": Nomination(Opportunity.TALK, "the keynote")},
        {"kind": Kind.SPONSOR, "nomination": Nomination()},
        {"kind": Kind.INTERVENE, "intervention": STEPPED_IN, "beneficiary_id": None, "note": ""},
        {"kind": Kind.LEARN, "beneficiary_id": None, "setting": None, "note": ""},
    ],
)
async def test_what_was_written_is_read(walk: Walk, details: dict[str, Any]) -> None:
    new = act(walk, **details)
    action = await one(walk, await log(walk, new))
    for name in (
        "kind",
        "occurred_on",
        "visibility",
        "beneficiary_id",
        "setting",
        "note",
        "nomination",
        "intervention",
    ):
        assert getattr(action, name) == getattr(new, name), name
    assert action.beneficiary_name == ("Ana Lima" if new.beneficiary_id else None)
    assert action.created_at == walk.clock()
    assert action.withdrawal is None


async def test_without_the_key_the_text_is_lost_and_nothing_else(walk: Walk) -> None:
    new = act(walk, kind=Kind.SPONSOR, nomination=Nomination(Opportunity.TALK, "the keynote"))
    action = await one(walk, await log(walk, new), cipher=Cipher(["another secret of more than thirty-two letters"]))
    assert action.note is None
    assert action.nomination == Nomination(Opportunity.TALK, "")


async def test_nobody_else_reads_withdraws_restores_or_replaces(walk: Walk) -> None:
    other = await walk.another_organization()
    action_id = await log(walk, act(walk))
    assert await one(walk, action_id, "ana") is None
    own, ben, ana = walk.organization_id, walk.people["ben"], walk.people["ana"]
    async with walk.database.begin() as db:
        assert await actions.one_of_mine(db, walk.cipher, other.organization_id, ben, action_id) is None
        assert not await actions.withdraw(db, own, ana, action_id, Withdrawal.UNDONE, walk.clock())
        assert not await actions.withdraw(db, other.organization_id, ben, action_id, Withdrawal.UNDONE, walk.clock())
        stolen = act(walk, actor_id=ana, beneficiary_id=None)
        assert await actions.replace(db, walk.cipher, own, action_id, stolen, walk.clock()) is None
        assert await actions.withdraw(db, own, ben, action_id, Withdrawal.UNDONE, walk.clock())
        assert not await actions.withdraw(db, own, ben, action_id, Withdrawal.UNDONE, walk.clock())
        assert not await actions.restore(db, own, ana, action_id)
        assert not await actions.restore(db, other.organization_id, ben, action_id)
        assert await actions.restore(db, own, ben, action_id)
        assert not await actions.restore(db, own, ben, action_id)
    assert len(await walk.rows(Action)) == 1


async def test_an_action_is_replaced_once(walk: Walk) -> None:
    old = await log(walk, act(walk, kind=Kind.SPONSOR, nomination=Nomination(Opportunity.TALK, "a talk")))
    new = act(walk, note="mended")
    async with walk.database.begin() as db:
        own = db, walk.cipher, walk.organization_id, old, new, walk.clock()
        replacement = await actions.replace(*own)
        assert await actions.replace(*own) is None
        assert not await actions.restore(db, walk.organization_id, walk.people["ben"], old)
    first, second = await walk.rows(Action)
    assert (first.id, first.withdrawal) == (old, Withdrawal.EDITED)
    assert (second.id, second.replaces_id, second.withdrawal) == (replacement, old, None)
    assert len(await walk.rows(Sponsorship)) == 1


async def test_own_actions_come_newest_first(walk: Walk) -> None:
    first = await log(walk, act(walk))
    walk.clock.move(timedelta(seconds=1))
    undone = await log(walk, act(walk), Withdrawal.DUPLICATE)
    walk.clock.move(timedelta(seconds=1))
    last = await log(walk, act(walk, occurred_on=date(2026, 1, 20)))
    await log(walk, act(walk, actor_id=walk.people["ana"], beneficiary_id=None))
    async with walk.database.begin() as db:
        mine = db, walk.cipher, walk.organization_id, walk.people["ben"]
        assert [one.id for one in await actions.own(*mine, limit=9)] == [last, first]
        assert [one.id for one in await actions.own(*mine, limit=1)] == [last]
        assert [one.id for one in await actions.own(*mine, limit=9, counted_only=False)] == [last, undone, first]


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": Kind.MENTOR},
        {"occurred_on": date(2026, 3, 1)},
        {"beneficiary_id": None},
        {"setting": None},
        {"note": "Her idea"},
        {"note": ""},
        {"nomination": Nomination()},
        {"nomination": Nomination(Opportunity.TALK)},
        {"nomination": Nomination(Opportunity.OTHER, "a talk")},
        {"intervention": STEPPED_IN},
        {"intervention": replace(STEPPED_IN, responses=(Response.SPOKE_UP,))},
        {"intervention": replace(STEPPED_IN, outcome=Outcome.IGNORED)},
    ],
)
async def test_only_the_very_same_is_said_twice(walk: Walk, changes: dict[str, Any]) -> None:
    plain, changed = act(walk), act(walk, **changes)
    await log(walk, plain)
    assert await said_twice(walk, plain)
    assert not await said_twice(walk, changed)
    await log(walk, changed)
    assert await said_twice(walk, changed)


async def test_said_twice_is_about_moments_and_one_person(walk: Walk) -> None:
    await log(walk, act(walk))
    await log(walk, act(walk, note="withdrawn"), Withdrawal.UNDONE)
    assert not await said_twice(walk, act(walk, actor_id=walk.people["dan"]))
    assert not await said_twice(walk, act(walk, note="withdrawn"))
    assert await said_twice(walk, act(walk, visibility=Visibility.NAMED))
    walk.clock.move(MINUTES)
    assert not await said_twice(walk, act(walk))


async def test_the_team_of_a_day(walk: Walk) -> None:
    await walk.leave("ben", date(2026, 3, 1))
    await walk.join("ben", "platform", since=date(2026, 3, 3))
    async with walk.database.begin() as db:
        teams = [
            await actions.team_on(db, walk.organization_id, walk.people["ben"], date(2026, *day))
            for day in ((2, 28), (3, 1), (3, 3))
        ]
    assert teams == [walk.teams["payments"], None, walk.teams["platform"]]
