"""People are found by name and address, in their organization, while they work there."""

from __future__ import annotations

from datetime import date

import pytest

from storage import people
from tests.walking import Walk

TODAY = date(2026, 3, 4)


async def called(walk: Walk, word: str) -> list[str]:
    async with walk.database.begin() as db:
        return [one.name for one in await people.called(db, walk.organization_id, word, TODAY)]


@pytest.mark.parametrize(
    ("word", "names"),
    [
        ("ana", ["Ana Lima"]),
        ("ANA", ["Ana Lima"]),
        ("lima", ["Ana Lima"]),
        ("an", []),
        ("na", []),
        ("jose", ["José Álvarez"]),
        ("JOSÉ", ["José Álvarez"]),
        ("álvarez", ["José Álvarez"]),
        ("alvarez", ["José Álvarez"]),
        ("jo.al", ["José Álvarez"]),
        ("%", []),
        ("_na", []),
        ("\\", []),
        ("", []),
        (" ", []),
        ("\x00", []),
        ("́", []),
    ],
)
async def test_by_a_word_of_the_name(walk: Walk, word: str, names: list[str]) -> None:
    await walk.add_person("jo.al", "José Álvarez", account=False)
    assert await called(walk, word) == names


async def test_in_order_of_name_and_with_what_tells_them_apart(walk: Walk) -> None:
    await walk.add_person("kim2", "Kim Zorn", account=False, department="Sales")
    await walk.add_person("kim1", "Kim Abel", account=False)
    await walk.set_preferences("kim1", log_me=False)
    async with walk.database.begin() as db:
        found = await people.called(db, walk.organization_id, "Kim", TODAY)
    assert [(one.name, one.department, one.log_me) for one in found] == [
        ("Hana Kim", None, True),
        ("Kim Abel", None, False),
        ("Kim Zorn", "Sales", True),
    ]


async def test_who_left_or_was_erased_is_not_found(walk: Walk) -> None:
    await walk.set_person("ana", left_on=TODAY)
    assert await called(walk, "ana") == []
    await walk.set_person("ana", left_on=date(2026, 3, 5))
    assert await called(walk, "ana") == ["Ana Lima"]
    await walk.set_person("ana", erased_at=walk.clock())
    assert await called(walk, "ana") == []
    async with walk.database.begin() as db:
        assert await people.with_email(db, walk.organization_id, "ana@example.com", TODAY) is None
        assert await people.one(db, walk.organization_id, walk.people["ana"]) is None


async def test_by_address(walk: Walk) -> None:
    async with walk.database.begin() as db:
        found = await people.with_email(db, walk.organization_id, "ANA@Example.com", TODAY)
        assert found is not None
        assert found.id == walk.people["ana"]
        assert await people.with_email(db, walk.organization_id, "an_@example.com", TODAY) is None
        assert await people.with_email(db, walk.organization_id, "\x00", TODAY) is None


async def test_nobody_of_another_organization_is_found(walk: Walk) -> None:
    other = await walk.another_organization()
    assert await called(walk, "zoe") == []
    assert await called(other, "zoe") == ["Zoe Adams"]
    async with walk.database.begin() as db:
        assert await people.with_email(db, walk.organization_id, "zoe@example.com", TODAY) is None
        assert await people.one(db, walk.organization_id, other.people["zoe"]) is None
        account = people.account_of(db, walk.organization_id, other.workspace_id, other.people["zoe"])
        assert await account is None


async def test_the_account_on_this_workspace(walk: Walk) -> None:
    await walk.add_person("ida", "Ida Berg", account=False)
    async with walk.database.begin() as db:
        own = walk.organization_id, walk.workspace_id
        assert await people.account_of(db, *own, walk.people["ana"]) == "U-ANA"
        assert await people.account_of(db, *own, walk.people["ida"]) is None


async def test_who_left_is_still_somebody(walk: Walk) -> None:
    await walk.set_person("ana", left_on=date(2026, 1, 1))
    async with walk.database.begin() as db:
        found = await people.one(db, walk.organization_id, walk.people["ana"])
    assert found is not None
    assert found.name == "Ana Lima"
