"""`link`: whom the roster does not know by their chat account says which address of it is theirs. An admin decides."""

from __future__ import annotations

from uuid import UUID
from zoneinfo import ZoneInfo

from handlers import errors, link_card
from handlers.command import Command, Services
from handlers.request import Mention, Press, Reply, Request, Submission, Words
from messages.forms import FormErrors
from storage import linking, linking_checks, people
from storage.linking import TooMany
from storage.roster.cells import email as read_email
from storage.roster.problems import WrongCell


async def answer(request: Request, words: Words, services: Services) -> Reply:
    """Without words: what waits, or the form. With an address, the request itself."""
    if (told := await _settled(request, services)) is not None:
        return told
    typed = " ".join(part for part in words.parts if not isinstance(part, Mention)).strip()
    if not typed:
        return link_card.form()
    # People write "link me to ana@example.com".
    said = next((one for one in typed.split() if "@" in one), typed).strip(".,;:!?<>()\"'“”")
    wrong = await _ask(request, said, services)
    return link_card.form(said, wrong) if wrong else await _waits(request, services)


async def show(request: Request, _press: Press, services: Services) -> Reply:
    return await answer(request, Words(()), services)


async def submit(request: Request, submission: Submission, services: Services) -> Reply:
    if (told := await _settled(request, services)) is not None:
        return told
    value = submission.values.get("email")
    typed = value.strip() if isinstance(value, str) else ""
    wrong = await _ask(request, typed, services)
    return FormErrors({"email": wrong}, link_card.form(typed)) if wrong else await _waits(request, services)


async def take_back(request: Request, press: Press, services: Services) -> Reply:
    asker = request.asker
    request_id = _as_id(press.subject)
    if request_id is None or not await linking.take_back(
        services.db, asker.organization_id, asker.person_id, request_id, request.now
    ):
        return errors.say("There is nothing to take back (any more). “/ally link” shows where you are.")
    return link_card.taken_back()


async def _settled(request: Request, services: Services) -> Reply | None:
    """What there is to say to whoever has nothing to ask: the roster lists them, or one of theirs waits."""
    asker = request.asker
    if await linking_checks.is_on_roster(services.db, asker.organization_id, asker.person_id):
        known = await people.one(services.db, asker.organization_id, asker.person_id)
        return link_card.is_on_roster(known.email if known else None)
    asked = await linking.waiting(services.db, asker.organization_id, asker.person_id, request.now)
    return None if asked is None else link_card.waits(asked, asker.zone)


async def _ask(request: Request, typed: str, services: Services) -> str:
    """Asks; or says what is wrong. Whether anybody has the address makes no difference here, on purpose."""
    asker = request.asker
    try:
        address = read_email(typed)
    except WrongCell:
        return "Please write your work e-mail address, like ana@example.com."
    known = await people.one(services.db, asker.organization_id, asker.person_id)
    if known is not None and known.email is not None and known.email.lower() == address:
        return "I know you by this address already. Please ask a program admin to put it on the roster."
    try:
        await linking.ask(services.db, asker.organization_id, asker.person_id, address, request.now)
    except TooMany as error:
        again = error.again_at.astimezone(ZoneInfo(asker.zone))
        return link_card.too_many(again)
    return ""


async def _waits(request: Request, services: Services) -> Reply:
    asker = request.asker
    asked = await linking.waiting(services.db, asker.organization_id, asker.person_id, request.now)
    assert asked is not None, "it was asked for in this very unit of work"  # noqa: S101
    return link_card.asked(asked)


def _as_id(subject: str) -> UUID | None:
    try:
        return UUID(subject)
    except ValueError:
        return None


COMMAND = Command(
    name="link",
    summary="tell me your work address, where the roster does not know you by this account",
    examples=("link", "link ana@example.com"),
    answer=answer,
    aliases=("connect",),
    presses={"link": show, "link.take_back": take_back},
    submits={"link": submit},
    opens_form=frozenset({"link"}),
    details=(
        "You need it only if your organization's roster lists you and I don't find you there: your team is missing, or "
        "I know you twice. A program admin looks at it first, on the dashboard. When they agree, all that you logged "
        "goes along, and so does what you chose."
    ),
)
