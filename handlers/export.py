"""`export`: rows for program admins, as a file. Without names at once; with names when a second admin agrees."""

from __future__ import annotations

from uuid import UUID

from handlers import export_card, export_form, export_words
from handlers.command import Command, Services
from handlers.request import Mention, Press, Reply, Request, Submission, Words
from indicators.periods import today_in
from messages.forms import FormErrors
from storage import export_links, export_orders
from storage.export_orders import Ordered, TooMany, Wish
from storage.export_words import ExportState
from storage.words import Role

_SHOWN = 5


async def answer(request: Request, words: Words, services: Services) -> Reply:
    """Without words: what waits and what is made, or the form. With words that say it all, the export itself."""
    typed = " ".join(part for part in words.parts if not isinstance(part, Mention))
    today = today_in(request.asker.organization_zone, request.now)
    if not typed.strip():
        return await _overview(request, services) or export_form.form(export_words.usual(today), today)
    said = export_words.read(typed, today)
    if not said.is_clear:
        unknown = ", ".join(f"“{one}”" for one in said.unknown)
        return export_form.form(said.wish, today, f"I did not understand {unknown}." if unknown else "")
    values = {
        "what": said.wish.what.value,
        "first": said.wish.first,
        "last": said.wish.last,
        "form": export_words.form_name(said.wish),
    }
    checked = export_form.read(values, said.wish, today, other_admins=0)
    if isinstance(checked, FormErrors):
        return export_form.form(said.wish, today, " ".join(checked.errors.values()))
    try:
        return await _ask(request, checked, services)
    except TooMany:
        return export_card.too_many()


async def new(request: Request, _press: Press, _services: Services) -> Reply:
    today = today_in(request.asker.organization_zone, request.now)
    return export_form.form(export_words.usual(today), today)


async def show(request: Request, press: Press, services: Services) -> Reply:
    return await _overview(request, services) or await new(request, press, services)


async def submit(request: Request, submission: Submission, services: Services) -> Reply:
    asker = request.asker
    today = today_in(asker.organization_zone, request.now)
    others = 0
    if submission.values.get("with_names"):
        others = await export_orders.other_admins(services.db, asker.organization_id, asker.person_id, today)
    wish = export_form.read(submission.values, export_words.usual(today), today, other_admins=others)
    if isinstance(wish, FormErrors):
        return wish
    try:
        return await _ask(request, wish, services)
    except TooMany:
        return FormErrors({"what": export_words.TOO_MANY}, export_form.form(wish, today))


async def look(request: Request, press: Press, services: Services) -> Reply:
    """How far one's own export is; with a new link where it is there."""
    ordered = await _found(request, press.subject, services)
    if ordered is None or ordered.person_id != request.asker.person_id:
        return export_card.gone()
    return await _standing(request, ordered, services)


async def follow(request: Request, press: Press, services: Services) -> Reply:
    """How far one's own export is, where nobody may look at the answer: it makes no link."""
    ordered = await _found(request, press.subject, services)
    if ordered is None or ordered.person_id != request.asker.person_id:
        return export_card.gone()
    if ordered.state is ExportState.READY and not ordered.is_over(request.now):
        return export_card.is_there(ordered, request.asker.zone)
    return export_card.status(request, ordered)


async def approve(request: Request, press: Press, services: Services) -> Reply:
    return await _decide(request, press, services, agrees=True)


async def decline(request: Request, press: Press, services: Services) -> Reply:
    return await _decide(request, press, services, agrees=False)


async def _decide(request: Request, press: Press, services: Services, *, agrees: bool) -> Reply:
    asker = request.asker
    ordered = await _found(request, press.subject, services)
    if ordered is None or not await export_orders.decide(
        services.db, asker.organization_id, ordered.id, asker.person_id, request.now, agrees=agrees
    ):
        return export_card.nothing_to_decide()
    return export_card.decided(ordered, agreed=agrees)


async def _ask(request: Request, wish: Wish, services: Services) -> Reply:
    asker = request.asker
    order_id = await export_orders.ask(
        services.db, services.cipher, asker.organization_id, asker.person_id, wish, request.now
    )
    ordered = await _found(request, str(order_id), services)
    return export_card.gone() if ordered is None else await _standing(request, ordered, services)


async def _standing(request: Request, ordered: Ordered, services: Services) -> Reply:
    if ordered.state is ExportState.READY:
        token = await export_links.make(
            services.db, ordered.organization_id, ordered.id, request.asker.person_id, request.now
        )
        if token is not None:
            return export_card.ready(request, ordered, f"{services.public_url}/exports/orders/{token}")
    return export_card.status(request, ordered)


async def _overview(request: Request, services: Services) -> Reply | None:
    """None where nothing waits, and there is nothing of the person's own."""
    asker = request.asker
    which = services.db, services.cipher, asker.organization_id
    waiting = await export_orders.to_decide(*which, asker.person_id, request.now)
    mine = await export_orders.newest(*which, _SHOWN, of=asker.person_id)
    if not waiting and not mine:
        return None
    return export_card.overview(request, waiting[:_SHOWN], mine)


async def _found(request: Request, subject: str, services: Services) -> Ordered | None:
    try:
        order_id = UUID(subject)
    except ValueError:
        return None
    return await export_orders.read(services.db, services.cipher, request.asker.organization_id, order_id)


COMMAND = Command(
    name="export",
    summary="rows as a file: activity, sponsorships, training, nudges, indicators; without names unless two agree",
    examples=("export", "export activity csv last quarter", "export indicators excel 2026"),
    answer=answer,
    aliases=("exports",),
    needs=frozenset({Role.ADMIN}),
    presses={
        "export": show,
        "export.new": new,
        "export.look": look,
        "export.follow": follow,
        "export.approve": approve,
        "export.decline": decline,
    },
    submits={export_form.NAME: submit},
    opens_form=frozenset({"export", "export.new"}),
    details=(
        "Pseudonyms, weeks and departments in place of names, days and teams. Names need a reason and a second program "
        "admin; then they are in it where the author chose “named”. Every export is in the audit trail."
    ),
)
