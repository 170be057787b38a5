"""Roles and an organization's rules: granted, taken back and settled, each with its audit event."""

from __future__ import annotations

import pytest

from storage import organizations, roles
from storage.models import AuditEvent, Person
from storage.organizations import Changes
from storage.roles import UnknownPerson
from storage.words import Role
from tests.walking import Walk


async def grant(walk: Walk, email: str, role: Role = Role.ADMIN) -> bool:
    async with walk.database.begin() as db:
        return await roles.grant(db, walk.organization_id, email, role, actor="operator", now=walk.clock())


async def revoke(walk: Walk, email: str, role: Role = Role.ADMIN) -> bool:
    async with walk.database.begin() as db:
        return await roles.revoke(db, walk.organization_id, email, role, actor="operator", now=walk.clock())


async def events(walk: Walk) -> list[tuple[str, dict[str, object]]]:
    rows = sorted(await walk.rows(AuditEvent), key=lambda one: one.sequence)
    return [(one.event, one.details) for one in rows]


async def test_a_role_is_granted_once_and_audited(walk: Walk) -> None:
    assert await grant(walk, " Ben@Example.com ")
    assert not await grant(walk, "ben@example.com")
    ben = str(walk.people["ben"])
    assert await events(walk) == [("role.granted", {"person": ben, "role": "admin"})]
    assert await revoke(walk, "ben@example.com")
    assert not await revoke(walk, "ben@example.com")
    assert await events(walk) == [
        ("role.granted", {"person": ben, "role": "admin"}),
        ("role.revoked", {"person": ben, "role": "admin"}),
    ]


async def test_auditor_and_admin_are_two_roles(walk: Walk) -> None:
    await grant(walk, "ana@example.com", Role.AUDITOR)
    async with walk.database.begin() as db:
        held = await roles.holders(db, walk.organization_id)
    assert [(one.email, one.is_admin, one.is_auditor) for one in held] == [
        ("ada@example.com", True, False),
        ("ana@example.com", False, True),
    ]
    assert not await revoke(walk, "ana@example.com", Role.ADMIN)


async def test_nobody_is_made_up_and_nobody_of_another_organization_is_found(walk: Walk) -> None:
    await walk.another_organization()
    for email in ("nobody@example.com", "zoe@example.com", ""):
        with pytest.raises(UnknownPerson):
            await grant(walk, email)
    assert await events(walk) == []


async def test_managers_are_not_granted(walk: Walk) -> None:
    with pytest.raises(KeyError):
        await grant(walk, "ben@example.com", Role.MANAGER)


async def test_admins_of_the_settings_are_granted_where_they_are_known(walk: Walk) -> None:
    emails = {"Ben@example.com", "ada@example.com", "stranger@example.com"}
    async with walk.database.begin() as db:
        assert await roles.grant_admins(db, emails, walk.clock()) == 1
        assert await roles.grant_admins(db, emails, walk.clock()) == 0
        assert await roles.grant_admins(db, (), walk.clock()) == 0
    assert {one.name for one in await walk.rows(Person, Person.is_admin)} == {"Ada Novak", "Ben Okafor"}
    assert len(await events(walk)) == 1


async def test_rules_are_settled_and_audited(walk: Walk) -> None:
    async with walk.database.begin() as db:
        changes = Changes(k=8, zone="Europe/Berlin", reporting_url="https://speak.example.com", intervention_notes=True)
        settled = await organizations.settle(db, walk.organization_id, changes, actor="operator", now=walk.clock())
    assert (settled.name, settled.k, settled.zone) == ("Example", 8, "Europe/Berlin")
    assert (settled.reporting_url, settled.intervention_notes) == ("https://speak.example.com", True)
    [(event, details)] = await events(walk)
    assert event == "organization.settled"
    assert details == {
        "k": 8,
        "zone": "Europe/Berlin",
        "reporting_url": "https://speak.example.com",
        "intervention_notes": True,
    }


async def test_a_reporting_channel_can_be_taken_away(walk: Walk) -> None:
    await walk.set_organization(reporting_url="https://speak.example.com")
    async with walk.database.begin() as db:
        settled = await organizations.settle(
            db, walk.organization_id, Changes(reporting_url=""), actor="operator", now=walk.clock()
        )
    assert settled.reporting_url is None


async def test_looking_at_the_rules_changes_nothing(walk: Walk) -> None:
    async with walk.database.begin() as db:
        before = await organizations.every(db)
        after = await organizations.settle(db, walk.organization_id, Changes(), actor="operator", now=walk.clock())
    assert before == [after]
    assert await events(walk) == []
