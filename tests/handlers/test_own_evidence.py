"""What a person is told of how colleagues back what they logged: totals, and no single answer of anybody."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import update

from storage.models import Confirmation
from storage.words import ConfirmationAnswer, ConfirmationPart, Withdrawal
from tests.handlers.backing import COLLEAGUES, back
from tests.handlers.crowds import act
from tests.walking import Walk, field_of, words_of

TODAY = date(2026, 3, 4)
SELF, CONFIRMED, WITNESSED = "Self-reported", "Confirmed by the colleague it was for", "Confirmed by a witness"
LATER = "told once five different colleagues have confirmed something"
WITNESS = ConfirmationPart.WITNESS
NOT_CONFIRMING = (None, ConfirmationAnswer.NO, ConfirmationAnswer.NOT_LIKE_THAT, ConfirmationAnswer.DECLINED)


async def acts(walk: Walk, number: int, day: date = TODAY, who: str = "ben") -> list[UUID]:
    return await act(walk, "payments", [walk.people[who]], *[day] * number)


async def tiers(walk: Walk) -> tuple[str, str, str]:
    reply = await walk.say("me")
    return field_of(reply, SELF), field_of(reply, CONFIRMED), field_of(reply, WITNESSED)


async def test_five_colleagues_make_a_total(walk: Walk) -> None:
    ids = await acts(walk, 6)
    await back(walk, ids[:4], who=COLLEAGUES)
    assert await tiers(walk) == ("6", LATER, LATER)
    await back(walk, ids[4:5], ConfirmationAnswer.SOMEWHAT, who="gil")
    assert await tiers(walk) == ("6", "5", LATER)


async def test_five_answers_of_one_colleague_do_not(walk: Walk) -> None:
    ids = await acts(walk, 9)
    await back(walk, ids, who="ana")
    assert await tiers(walk) == ("9", LATER, LATER)


async def test_nor_do_those_of_five_where_most_are_of_one(walk: Walk) -> None:
    """Of eleven answers seven were Ana's: the total would nearly be hers alone."""
    ids = await acts(walk, 14)
    await back(walk, ids[:7], who="ana")
    await back(walk, ids[7:11], who=COLLEAGUES[1:])
    assert (await tiers(walk))[1] == LATER
    await back(walk, ids[11:], who=COLLEAGUES[1:])
    assert (await tiers(walk))[1] == "14"


@pytest.mark.parametrize("answer", NOT_CONFIRMING)
async def test_what_confirms_nothing_shows_in_nothing(walk: Walk, answer: ConfirmationAnswer | None) -> None:
    """Whether nobody was asked, or everybody was and said no, the author reads the very same."""
    ids = await acts(walk, 11)
    before = await walk.say("me")
    await back(walk, ids[:6], answer, who=(*COLLEAGUES, "hana"))
    await back(walk, ids[:6], answer, WITNESS, who=("hana", *COLLEAGUES))
    assert await walk.say("me") == before
    await back(walk, ids[6:], who=COLLEAGUES)
    assert await tiers(walk) == ("11", "5", LATER)


async def test_one_more_answer_moves_nothing_and_five_more_do(walk: Walk) -> None:
    ids = await acts(walk, 11)
    await back(walk, ids[:5], who=COLLEAGUES)
    told = await walk.say("me")
    for at, colleague in enumerate(("hana", "ada", "ana", "cleo"), 5):
        await back(walk, ids[at : at + 1], who=colleague)
        assert await walk.say("me") == told
    await back(walk, ids[9:10], who="dan")
    assert await tiers(walk) == ("11", "10", LATER)


async def test_taking_an_action_back_does_not_tell_what_was_answered_about_it(walk: Walk) -> None:
    """Neither while the answers are few (a total that came with the action would tell) nor when they are told."""
    ids = await acts(walk, 5)
    await back(walk, ids[:4], who=COLLEAGUES)
    await walk.press("undo", ids[3])
    await back(walk, ids[4:], who="gil")
    assert await tiers(walk) == ("4", "5", LATER)
    await walk.press("undo.restore", ids[3])
    assert await tiers(walk) == ("5", "5", LATER)
    await walk.press("undo", ids[0])
    assert await tiers(walk) == ("4", "5", LATER)


async def test_an_answer_that_is_taken_back_leaves_with_the_next_that_come(walk: Walk) -> None:
    ids = await acts(walk, 10)
    await back(walk, ids[:5], who=COLLEAGUES)
    assert (await tiers(walk))[1] == "5"
    async with walk.database.begin() as db:
        hers = Confirmation.person_id == walk.people["ana"]
        await db.execute(update(Confirmation).where(hers).values(answer=ConfirmationAnswer.NO))
    assert (await tiers(walk))[1] == "5"
    await back(walk, ids[5:], who=("hana", "ada", *COLLEAGUES[1:4]))
    assert (await tiers(walk))[1] == "9"


async def test_an_erased_colleague_moves_nothing(walk: Walk) -> None:
    ids = await acts(walk, 9)
    await back(walk, ids[:5], who=COLLEAGUES)
    assert (await tiers(walk))[1] == "5"
    await back(walk, ids[5:], who=COLLEAGUES[1:])
    await walk.press("privacy.erase", walk.people["cleo"], as_="cleo")
    assert (await tiers(walk))[1] == "5"


async def test_the_organizations_own_smallest_group_holds_and_changes_nothing_that_was_told(walk: Walk) -> None:
    ids = await acts(walk, 11)
    await back(walk, ids[:5], who=COLLEAGUES)
    assert (await tiers(walk))[1] == "5"
    await walk.set_organization(k=6)
    await back(walk, ids[5:10], who=COLLEAGUES)
    assert (await tiers(walk))[1] == "5"
    await back(walk, ids[10:], who="hana")
    assert (await tiers(walk))[1] == "11"


async def test_a_witness_and_a_beneficiary_say_nothing_of_each_other(walk: Walk) -> None:
    """Were an action in one total only, the two together would tell which of five were in both."""
    ids = await acts(walk, 10)
    await back(walk, ids[:5], who=COLLEAGUES)
    await back(walk, ids[:5], part=WITNESS, who=("hana", *COLLEAGUES[:4]))
    assert await tiers(walk) == ("10", "5", "5")
    await back(walk, ids[5:], part=WITNESS, who=COLLEAGUES)
    assert await tiers(walk) == ("10", "5", "10")


async def test_several_witnesses_of_one_action_are_one_witnessed_action(walk: Walk) -> None:
    ids = await acts(walk, 2)
    await back(walk, [ids[0]] * 3 + [ids[1]] * 2, part=WITNESS, who=COLLEAGUES)
    assert await tiers(walk) == ("2", LATER, "2")


async def test_answers_about_somebody_elses_actions_are_theirs(walk: Walk) -> None:
    await acts(walk, 5)
    theirs = await acts(walk, 5, who="hana")
    await back(walk, theirs, who=COLLEAGUES)
    assert await tiers(walk) == ("5", LATER, LATER)
    assert field_of(await walk.say("me", as_="hana"), CONFIRMED) == "5"


async def test_the_quarter_tells_no_part_of_the_totals(walk: Walk) -> None:
    """Six of all less five of this quarter would be the one answer of before."""
    ids = [*await acts(walk, 5), *await acts(walk, 1, date(2025, 12, 31))]
    await back(walk, ids, who=(*COLLEAGUES, "hana"))
    assert (await tiers(walk))[1] == "6"
    assert "Confirmed" not in words_of(await walk.say("me quarter"))


async def test_withdrawn_actions_are_no_self_reported_ones(walk: Walk) -> None:
    await acts(walk, 1)
    await act(walk, "payments", [walk.people["ben"]], TODAY, withdrawn_at=walk.clock(), withdrawal=Withdrawal.UNDONE)
    assert (await tiers(walk))[0] == "1"
