"""Something about Ana in every place where the schema can refer to a person.

`PUT` has an entry for each column with a key to `people`; tests compare it with the schema, so that a new table can't
be forgotten: neither in a person's own record nor in their erasure.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date, time, timedelta
from typing import Any

from sqlalchemy import Connection as SyncConnection
from sqlalchemy import delete, insert

from storage import audit
from storage.actions import Intervention, Nomination
from storage.models import (
    Account,
    Base,
    Confirmation,
    Delivery,
    Digest,
    EarlierPlace,
    LessonResult,
    Membership,
    Plan,
    Reflection,
    Schedule,
    SeenItem,
    Sponsorship,
    Team,
    Workspace,
)
from storage.words import (
    ConfirmationAnswer,
    ConfirmationPart,
    DeliveryState,
    Incident,
    Kind,
    Nudge,
    Opportunity,
    Outcome,
    PlanState,
    Response,
    Setting,
    SponsorshipOutcome,
    SponsorshipState,
    Withdrawal,
)
from tests.storage import of_admins
from tests.storage.rows import action, change, put
from tests.walking import Walk

__all__ = ["PUT", "SECRETS", "action", "everything_readable", "fill", "kept", "put", "references"]

SECRETS = (
    "Quokka",
    "quokka@",
    "Wombat",
    "Potto",
    "Quoll",
    "U-ANA",
    "Numbat",
    "Bilby",
    "Potoroo",
    "Dibbler",
    "Kowari",
    "Troll",
    "Mulgara",
    "Kultarr",
    "bettong@",
)
"""Words that are in the database because of Ana alone, readable or sealed."""


def references() -> set[str]:
    """`table.column` of everything in the schema that refers to a person."""
    return {
        f"{table.name}.{element.parent.name}"
        for table in Base.metadata.sorted_tables
        for key in table.foreign_key_constraints
        for element in key.elements
        if element.column.table.name == "people" and element.column.name == "id"
    }


async def _account(walk: Walk) -> None:
    await put(
        walk,
        Account,
        workspace_id=walk.workspace_id,
        person_id=walk.people["ana"],
        external_id="U-ANA-AGAIN",
        conversation={"user": {"name": "Kowari"}},
        created_at=walk.clock(),
    )
    await change(walk, Workspace, Workspace.id == walk.workspace_id, installed_by="U-ANA-AGAIN")


async def _acted(walk: Walk) -> None:
    first = await action(walk, "ana", note="Numbat the first", withdrawal=Withdrawal.EDITED)
    await action(walk, "ana", note="Numbat", replaces_id=first, beneficiary_id=walk.people["ben"])
    await action(walk, "ana", Kind.LEARN, note="Numbat undone", withdrawal=Withdrawal.UNDONE)
    await action(
        walk,
        "ana",
        Kind.INTERVENE,
        setting=Setting.MEETING,
        intervention=Intervention(Incident.INTERRUPTED, (Response.SPOKE_UP,), Outcome.STOPPED),
    )


async def _benefited(walk: Walk) -> None:
    await action(walk, "ben", note="what Ben wrote is his", beneficiary_id=walk.people["ana"])


async def _confirmed(walk: Walk) -> None:
    await put(
        walk,
        Confirmation,
        action_id=await action(walk, "cleo"),
        person_id=walk.people["ana"],
        part=ConfirmationPart.WITNESS,
        answer=ConfirmationAnswer.YES,
        asked_at=walk.clock(),
        answered_at=walk.clock(),
    )


async def _moved(walk: Walk) -> None:
    await change(
        walk,
        Membership,
        Membership.person_id == walk.people["ana"],
        Membership.ends_on.is_(None),
        ends_on=date(2025, 1, 1),
    )
    team_id = walk.teams["platform"]
    await put(walk, Membership, person_id=walk.people["ana"], team_id=team_id, starts_on=date(2025, 1, 1))


async def _reflected(walk: Walk) -> None:
    sealed = walk.cipher.seal("Bilby")
    await put(walk, Reflection, person_id=walk.people["ana"], text_sealed=sealed, created_at=walk.clock())


async def _sponsored(walk: Walk) -> None:
    nomination = Nomination(Opportunity.AWARD, "Dibbler")
    await action(walk, "ana", Kind.SPONSOR, nomination=nomination, beneficiary_id=walk.people["cleo"])


async def _was_elsewhere(walk: Walk) -> None:
    places = {"department": "Wombat", "location": "Potto", "level": "Quoll"}
    await put(walk, EarlierPlace, person_id=walk.people["ana"], ends_on=date(2026, 1, 12), **places)


async def _was_sponsored(walk: Walk) -> None:
    sponsor_action = await action(walk, "dan", Kind.SPONSOR)
    await put(
        walk,
        Sponsorship,
        action_id=sponsor_action,
        sponsor_id=walk.people["dan"],
        beneficiary_id=walk.people["ana"],
        opportunity=Opportunity.ROLE,
        detail_sealed=walk.cipher.seal("what Dan wrote is his"),
        state=SponsorshipState.OUTCOME,
        nominated_on=date(2026, 2, 2),
        concluded_on=date(2026, 3, 2),
        advanced_on=date(2026, 3, 1),
        beneficiary_agreed=True,
        beneficiary_outcome=SponsorshipOutcome.GOT_IT,
        beneficiary_due=date(2026, 8, 1),
    )


async def _scheduled(walk: Walk) -> None:
    ana = walk.people["ana"]
    async with walk.database.begin() as db:
        await db.execute(delete(Schedule).where(Schedule.person_id == ana))
        await db.execute(
            insert(Schedule).values(
                organization_id=walk.organization_id,
                person_id=ana,
                next_due_at=walk.clock() + timedelta(days=1),
                due_on=date(2026, 3, 5),
            )
        )


async def _digested(walk: Walk) -> None:
    async with walk.database.begin() as db:
        await db.execute(
            insert(Digest).values(
                organization_id=walk.organization_id,
                person_id=walk.people["ana"],
                weekday=3,
                comes_at=time(7, 13),
                next_due_at=walk.clock() + timedelta(days=1),
                due_on=date(2026, 3, 5),
            )
        )


async def _nudged(walk: Walk) -> None:
    before = None
    for day, state in (
        (date(2026, 3, 2), DeliveryState.SENT),
        (date(2026, 3, 3), DeliveryState.SENT),
        (date(2026, 3, 4), DeliveryState.PENDING),
    ):
        before = await put(
            walk,
            Delivery,
            again_of=before,
            person_id=walk.people["ana"],
            nudge=Nudge.REFLECTION,
            day=day,
            state=state,
            item="amplify-credit",
            why="Because you logged a Mulgara.",
            zone="Europe/Berlin",
            due_at=walk.clock(),
            ready_at=walk.clock(),
            message={"channel": "Mulgara"},
            created_at=walk.clock(),
        )


async def _learned(walk: Walk) -> None:
    await put(
        walk,
        LessonResult,
        person_id=walk.people["ana"],
        lesson="interrupted",
        answer=1,
        is_right=True,
        answered_on=date(2026, 3, 2),
        created_at=walk.clock(),
    )


async def _planned(walk: Walk) -> None:
    await put(
        walk,
        Plan,
        person_id=walk.people["ana"],
        text_sealed=walk.cipher.seal("If somebody is a Mulgara"),
        follow_up_on=date(2026, 3, 9),
        state=PlanState.OPEN,
        created_at=walk.clock(),
    )


async def _saw(walk: Walk) -> None:
    async with walk.database.begin() as db:
        await db.execute(
            insert(SeenItem).values(
                organization_id=walk.organization_id,
                person_id=walk.people["ana"],
                item="amplify-credit",
                shown_on=date(2026, 3, 2),
            )
        )


async def _preferred(walk: Walk) -> None:
    await walk.set_preferences("ana", zone="Antarctica/Troll", zone_is_own=True)


async def _manages(walk: Walk) -> None:
    await walk.set_person("ben", manager_id=walk.people["ana"])


async def _leads(walk: Walk) -> None:
    await change(walk, Team, Team.id == walk.teams["payments"], lead_id=walk.people["ana"])


PUT: dict[str, Callable[[Walk], Awaitable[None]]] = {
    "accounts.person_id": _account,
    "actions.actor_id": _acted,
    "actions.beneficiary_id": _benefited,
    "api_tokens.person_id": of_admins.reads_by_token,
    "confirmations.person_id": _confirmed,
    "deliveries.person_id": _nudged,
    "digests.person_id": _digested,
    "dashboard_sessions.person_id": of_admins.signed_in,
    "earlier_places.person_id": _was_elsewhere,
    "export_orders.decided_by": of_admins.decided,
    "export_orders.person_id": of_admins.ordered,
    "exports.person_id": of_admins.exported,
    "holds.person_id": of_admins.held,
    "erasure_requests.person_id": of_admins.wished,
    "lesson_results.person_id": _learned,
    "link_requests.decided_by": of_admins.linked_somebody,
    "link_requests.person_id": of_admins.asked_for_a_link,
    "login_links.person_id": of_admins.let_in,
    "memberships.person_id": _moved,
    "notices.person_id": of_admins.told,
    "people.manager_id": _manages,
    "plans.person_id": _planned,
    "preferences.person_id": _preferred,
    "reflections.person_id": _reflected,
    "roster_uploads.person_id": of_admins.uploaded,
    "schedules.person_id": _scheduled,
    "seen_items.person_id": _saw,
    "sponsorships.sponsor_id": _sponsored,
    "sponsorships.beneficiary_id": _was_sponsored,
    "teams.lead_id": _leads,
}


async def fill(walk: Walk) -> None:
    """All of it, and an entry of hers in the audit trail."""
    await walk.set_person(
        "ana",
        name="Ana Quokka",
        email="quokka@example.com",
        department="Wombat",
        location="Potto",
        level="Quoll",
        gender_is_own=True,
        is_admin=True,
    )
    for one in PUT.values():
        await one(walk)
    async with walk.database.begin() as db:
        await audit.record(
            db,
            walk.organization_id,
            actor=str(walk.people["ana"]),
            event="organization.settled",
            details={"k": 6},
            now=walk.clock(),
        )


async def kept(walk: Walk) -> list[str]:
    """The whole database but the keys of what came in: what a request that changes nothing leaves as it was."""
    async with walk.database.begin() as db:
        rows = await db.run_sync(_all_rows)
    return [repr(row) for row in rows if row.keys() != {"organization_id", "key", "received_at"}]


async def everything_readable(walk: Walk) -> str:
    """The whole database as text, with what is sealed opened."""
    async with walk.database.begin() as db:
        rows = await db.run_sync(_all_rows)
    opened = [
        walk.cipher.open(value) or ""
        for row in rows
        for name, value in row.items()
        if name.endswith("_sealed") and value is not None
    ]
    return "\n".join([*(repr(row) for row in rows), *opened])


def _all_rows(connection: SyncConnection) -> list[dict[str, Any]]:
    return [{**row} for table in Base.metadata.sorted_tables for row in connection.execute(table.select()).mappings()]
