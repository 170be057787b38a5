"""A person's own record: everything that is held about them, and nothing that is somebody else's."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import orjson
import pytest
from sqlalchemy.exc import NoResultFound

from storage import audit, own_record
from storage.encryption import Cipher
from storage.own_record import Counts
from storage.words import Kind, Withdrawal
from tests.storage.everything import PUT, SECRETS, action, fill, references
from tests.walking import Walk


async def record(walk: Walk, who: str = "ana", cipher: Cipher | None = None) -> dict[str, Any]:
    """The record as it is handed over: what JSON makes of it."""
    async with walk.database.begin() as db:
        found = await own_record.collect(
            db, cipher or walk.cipher, walk.organization_id, walk.people[who], walk.clock()
        )
    return orjson.loads(own_record.to_json(found))  # type: ignore[no-any-return]


def test_every_place_that_refers_to_people_is_known_here() -> None:
    assert references() == PUT.keys(), "tell storage/own_record.py and tests/storage/everything.py"


@pytest.mark.parametrize("place", PUT)
async def test_what_is_put_there_is_in_the_record(walk: Walk, place: str) -> None:
    before = await record(walk)
    await PUT[place](walk)
    assert await record(walk) != before


async def test_holds_every_word_of_theirs(walk: Walk) -> None:
    await fill(walk)
    text = orjson.dumps(await record(walk)).decode()
    for word in set(SECRETS) - {"Potoroo"}:  # the hash of a link's token says nothing to anybody
        assert word in text
    assert "Potoroo" not in text


async def test_tells_the_whole_of_it(walk: Walk) -> None:
    await fill(walk)
    found = await record(walk)
    person = found["person"]
    assert person["name"] == "Ana Quokka"
    assert person["manager"] == {"name": "Dan Weber", "email": "dan@example.com"}
    assert (person["people_reporting_to_you"], person["teams_you_lead"]) == (1, ["Payments"])
    assert [one["external_id"] for one in found["accounts"]] == ["U-ANA", "U-ANA-AGAIN"]
    assert [one["installed_upstander"] for one in found["accounts"]] == [False, True]
    assert found["memberships"] == [
        {"team": "Payments", "starts_on": "2024-01-01", "ends_on": "2025-01-01"},
        {"team": "Platform", "starts_on": "2025-01-01", "ends_on": None},
    ]
    assert [(one["kind"], one["note"], one["withdrawal"]) for one in found["actions"]] == [
        ("amplify", "Numbat the first", "edited"),
        ("amplify", "Numbat", None),
        ("learn", "Numbat undone", "undone"),
        ("intervene", "", None),
        ("sponsor", "", None),
    ]
    assert found["actions"][1]["beneficiary"] == "Ben Okafor"
    assert found["actions"][1]["replaces_id"] == found["actions"][0]["id"]
    (sponsorship,) = found["sponsorships"]
    assert (sponsorship["detail"], sponsorship["beneficiary"]) == ("Dibbler", "Cleo Martin")
    assert [one["text"] for one in found["reflections"]] == ["Bilby"]
    assert [one["answer"] for one in found["confirmations"]] == ["yes"]
    assert [one["what"] for one in found["exports"]] == ["own_record"]
    assert [(one["event"], one["actor"]) for one in found["audit_events"]] == [("organization.settled", "you")]


async def test_what_colleagues_logged_is_told_without_them_and_without_the_day(walk: Walk) -> None:
    await fill(walk)
    found = await record(walk)
    assert found["actions_for_you"] == [{"kind": "amplify", "week": "2026-W10", "counts": True}]
    assert found["sponsorships_of_you"] == [
        {
            "state": "outcome",
            "week": "2026-W06",
            "may_be_asked": True,
            "outcome_as_you_say": "got_it",
            "asked_next_on": "2026-08-01",
        }
    ]
    (answer,) = found["confirmations"]
    assert answer["week"] == "2026-W10"
    assert "occurred_on" not in answer
    text = orjson.dumps(found).decode()
    assert "what Ben wrote" not in text
    assert "what Dan wrote" not in text


async def test_an_event_that_names_the_person_says_so_and_not_who_did_it(walk: Walk) -> None:
    async with walk.database.begin() as db:
        await audit.record(
            db,
            walk.organization_id,
            actor=str(walk.people["ada"]),
            event="role.granted",
            details={"person": walk.people["ana"]},
            now=walk.clock(),
        )
    assert [(one["event"], one["actor"]) for one in (await record(walk))["audit_events"]] == [
        ("role.granted", "somebody else")
    ]
    assert (await record(walk, "ben"))["audit_events"] == []


async def test_nothing_of_others_is_in_it(walk: Walk) -> None:
    await fill(walk)
    found = await record(walk, "hana")
    text = orjson.dumps(found).decode()
    assert not [word for word in SECRETS if word in text]
    for section in ("actions", "sponsorships", "reflections", "confirmations", "exports", "actions_for_you"):
        assert found[section] == []


async def test_another_organization_sees_nothing(walk: Walk) -> None:
    await fill(walk)
    other = await walk.another_organization()
    async with other.database.begin() as db:
        counts = await own_record.counts(db, other.organization_id, walk.people["ana"])
        with pytest.raises(NoResultFound):
            await own_record.collect(db, walk.cipher, other.organization_id, walk.people["ana"], walk.clock())
    assert counts == Counts(*[0] * 10)


async def test_counts_are_those_of_the_record(walk: Walk) -> None:
    await fill(walk)
    async with walk.database.begin() as db:
        counts = await own_record.counts(db, walk.organization_id, walk.people["ana"])
    assert counts == Counts(
        actions=3,
        withdrawn=2,
        sponsorships=1,
        reflections=1,
        plans=1,
        lessons=1,
        nudges=3,
        confirmations=1,
        accounts=2,
        named_by_colleagues=1,
    )


async def test_a_lost_key_loses_words_and_nothing_else(walk: Walk) -> None:
    await fill(walk)
    found = await record(walk, cipher=Cipher(["another secret of more than thirty-two characters"]))
    assert [one["note"] for one in found["actions"]] == [None, None, None, "", ""]
    assert [one["text"] for one in found["reflections"]] == [None]


async def test_a_withdrawn_action_of_a_colleague_is_told_as_such(walk: Walk) -> None:
    day = date(2025, 12, 30)
    beneficiary: UUID = walk.people["ana"]
    await action(walk, "ben", Kind.MENTOR, beneficiary_id=beneficiary, occurred_on=day, withdrawal=Withdrawal.UNDONE)
    assert (await record(walk))["actions_for_you"] == [{"kind": "mentor", "week": "2026-W01", "counts": False}]
