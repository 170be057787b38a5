"""Why an item was chosen, and that it is not for me."""

from __future__ import annotations

from handlers import nudge_subject
from handlers.command import Services
from handlers.request import Press, Reply, Request
from messages.blocks import Button, Buttons, Message, Note, Text, strong
from nudges import cards
from storage import seen_items

IN_TURN = "It was this one's turn among those that fit you."


async def why(request: Request, press: Press, services: Services) -> Reply:
    """The card again, with the reason."""
    found = await nudge_subject.about(request, services, press.subject)
    if found is None:
        return nudge_subject.gone()
    told = (found.delivery.why if found.delivery is not None else None) or IN_TURN
    return cards.of_item(found.item, found.subject, await nudge_subject.beside(request, services, found, why=told))


async def not_for_me(request: Request, press: Press, services: Services) -> Reply:
    found = await nudge_subject.about(request, services, press.subject)
    if found is None:
        return nudge_subject.gone()
    asker = request.asker
    await seen_items.turn_down(services.db, asker.organization_id, asker.person_id, found.item.id, request.today)
    await nudge_subject.is_dealt_with(request, services, found)
    return Message(
        "Thanks for telling me. This one won't come again.",
        (
            Text(
                strong("Thanks for telling me."), " This one won't come again, and what is much like it rests a while."
            ),
            Note(cards.name_of(found.item)),
            Buttons(
                (
                    Button("Another one", "nudge.another", found.subject),
                    Button("Keep it after all", "nudge.take_back", found.subject),
                )
            ),
        ),
    )


async def take_back(request: Request, press: Press, services: Services) -> Reply:
    """It was not meant like that: the card again."""
    found = await nudge_subject.about(request, services, press.subject)
    if found is None:
        return nudge_subject.gone()
    asker = request.asker
    await seen_items.take_back(services.db, asker.organization_id, asker.person_id, found.item.id)
    return cards.of_item(found.item, found.subject, await nudge_subject.beside(request, services, found))
