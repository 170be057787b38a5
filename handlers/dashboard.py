"""`dashboard`: a link for program admins and auditors that opens the dashboard once."""

from __future__ import annotations

from handlers.command import Command, Services
from handlers.request import Press, Reply, Request, Words
from messages.forms import Link
from storage import audit, login_links
from storage.words import Role


async def answer(request: Request, _words: Words, services: Services) -> Reply:
    return await _link(request, services)


async def press(request: Request, _press: Press, services: Services) -> Reply:
    return await _link(request, services)


async def _link(request: Request, services: Services) -> Link:
    asker = request.asker
    link_id, token = await login_links.make(services.db, asker.organization_id, asker.person_id, request.now)
    await audit.record(
        services.db,
        asker.organization_id,
        actor=str(asker.person_id),
        event="dashboard.link_made",
        details={"link": link_id},
        now=request.now,
    )
    return Link(
        text="Here is your way into the dashboard.",
        label="Open the dashboard",
        url=f"{services.public_url}/dashboard/open/{token}",
        note=(
            "The link is for you alone: it works once, within five minutes, and “/ally dashboard” gives you another. "
            "Please don't pass it on."
        ),
    )


COMMAND = Command(
    name="dashboard",
    summary="a link to the dashboard: what it all adds up to, exports, settings",
    examples=("dashboard",),
    answer=answer,
    presses={"dashboard": press},
    needs=frozenset({Role.ADMIN, Role.AUDITOR}),
    details="The link works once, within five minutes. You stay signed in for an hour after you last used it.",
)
