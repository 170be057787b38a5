"""What the choice is told of people, and what storage keeps for it."""

from __future__ import annotations

from datetime import date, timedelta

from nudges.history import Answered, History, Logged, NotForMe, Seen
from nudges.remembered import histories, history
from storage import lesson_results, seen_items
from storage.words import Kind
from tests.walking import Walk

TODAY = date(2026, 3, 4)
YESTERDAY = TODAY - timedelta(days=1)


async def test_a_history_has_what_was_seen_answered_turned_down_and_logged(walk: Walk) -> None:
    ben, ana = walk.people["ben"], walk.people["ana"]
    await walk.say("amplify @ana: her idea")
    walk.clock.move(timedelta(minutes=5))
    await walk.say("recognize @ana: her talk")
    async with walk.database.begin() as db:
        organization_id = walk.organization_id
        rows = [(organization_id, ben, "a", TODAY), (organization_id, ben, "b", YESTERDAY)]
        await seen_items.mark_shown(db, [*rows, (organization_id, ana, "a", YESTERDAY)])
        await seen_items.turn_down(db, organization_id, ben, "b", TODAY)
        await seen_items.turn_down(db, organization_id, ben, "never-shown", TODAY)
        for answer, day in ((0, YESTERDAY), (1, TODAY)):
            await lesson_results.add(
                db,
                organization_id,
                ben,
                lesson="c",
                answer=answer,
                is_right=answer == 1,
                day=day,
                now=walk.clock(),
            )
        found = await histories(db, organization_id, [ben, ana, walk.people["cleo"]])
        assert found == {
            ben: History(
                seen=(Seen("a", TODAY), Seen("b", YESTERDAY)),
                answered=(Answered("c", YESTERDAY, is_right=False), Answered("c", TODAY, is_right=True)),
                not_for_me=(NotForMe("b", TODAY), NotForMe("never-shown", TODAY)),
                logged=Logged(Kind.RECOGNIZE, TODAY),
            ),
            ana: History(seen=(Seen("a", YESTERDAY),)),
            walk.people["cleo"]: History(),
        }
        assert await history(db, organization_id, ben) == found[ben]
        assert await histories(db, organization_id, []) == {}


async def test_what_does_not_count_is_not_what_was_logged_last(walk: Walk) -> None:
    await walk.say("amplify @ana: her idea")
    walk.clock.move(timedelta(minutes=5))
    await walk.say("recognize @ana: her talk")
    await walk.say("undo")
    async with walk.database.begin() as db:
        found = await history(db, walk.organization_id, walk.people["ben"])
    assert found.logged == Logged(Kind.AMPLIFY, TODAY)


async def test_the_day_of_what_was_logged_is_the_day_where_the_person_is(walk: Walk) -> None:
    await walk.set_preferences("ben", zone="Pacific/Kiritimati")
    walk.clock.move(timedelta(hours=3))
    await walk.say("learn: read about it")
    async with walk.database.begin() as db:
        found = await history(db, walk.organization_id, walk.people["ben"])
    assert found.logged == Logged(Kind.LEARN, date(2026, 3, 5))


async def test_the_latest_day_that_an_item_was_shown_stays(walk: Walk) -> None:
    ben = walk.people["ben"]
    async with walk.database.begin() as db:
        for day in (YESTERDAY, TODAY, YESTERDAY):
            await seen_items.mark_shown(db, [(walk.organization_id, ben, "a", day)])
        await seen_items.mark_shown(db, [])
        assert (await history(db, walk.organization_id, ben)).seen == (Seen("a", TODAY),)


async def test_one_batch_may_show_the_same_item_twice(walk: Walk) -> None:
    ben = walk.people["ben"]
    async with walk.database.begin() as db:
        await seen_items.mark_shown(db, [(walk.organization_id, ben, "a", day) for day in (TODAY, YESTERDAY)])
        assert (await history(db, walk.organization_id, ben)).seen == (Seen("a", TODAY),)


async def test_what_was_turned_down_can_be_taken_back(walk: Walk) -> None:
    ben = walk.people["ben"]
    async with walk.database.begin() as db:
        await seen_items.mark_shown(db, [(walk.organization_id, ben, "a", YESTERDAY)])
        await seen_items.turn_down(db, walk.organization_id, ben, "a", TODAY)
        await seen_items.take_back(db, walk.organization_id, ben, "a")
        assert await history(db, walk.organization_id, ben) == History(seen=(Seen("a", YESTERDAY),))
