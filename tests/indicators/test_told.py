"""What is told of a week's teams: by hand, and under the attack on all of it together."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators import told, told_tables
from indicators.cells import OwnWeek, Tally
from indicators.suppression import Reason, Ruling, Verdict
from indicators.told import EVERYBODY, KEYS, Key
from storage.words import Gender, Kind, Tier
from tests.indicators.told_worlds import K, attacked, cells, words, world
from tests.seeds import seeds

TOP, LEFT, RIGHT = (UUID(int=number) for number in (1, 2, 3))
MEN, WOMEN = ("participation", "men"), ("participation", "women")
ACTS: Key = ("actions_per_100", "all")
MAN, WOMAN, UNDISCLOSED = Gender.MAN, Gender.WOMAN, Gender.UNDISCLOSED
HIDDEN = Verdict.HIDDEN


def own(
    team: UUID,
    people: Mapping[Gender, int],
    did: Mapping[Gender, int],
    *,
    parent: UUID | None = TOP,
    largest: int = 2,
    kinds: Mapping[Kind, tuple[int, int]] | None = None,
    tiers: Mapping[Tier, tuple[int, int]] | None = None,
) -> OwnWeek:
    """`kinds`, `tiers`: how many acts, by how many; the most that one did of them is two, or `largest` of all."""
    some = {kind: Tally(acts, actors, min(2, acts)) for kind, (acts, actors) in (kinds or {}).items()}
    acts = sum(one.acts for one in some.values()) or sum(did.values())
    return OwnWeek(
        team=team,
        parent=parent,
        people=people,
        contributors=did,
        all=Tally(acts, sum(did.values()), min(largest, acts)),
        kinds=some or {Kind.AMPLIFY: Tally(acts, sum(did.values()), min(largest, acts))},
        tiers={tier: Tally(acts, actors, min(2, acts)) for tier, (acts, actors) in (tiers or {}).items()},
    )


def one_team(**of: object) -> dict[Key, Ruling]:
    return told.of_week([own(TOP, parent=None, **of)], K)[TOP]  # type: ignore[arg-type]


def of_kind(kind: Kind | Tier) -> Key:
    return "actions_per_100", kind.value


# men and women


def test_men_and_women_are_told_where_each_could_be_told_alone() -> None:
    found = one_team(people={MAN: 20, WOMAN: 15}, did={MAN: 6, WOMAN: 7})
    assert (found[MEN], found[WOMEN]) == (Ruling(Verdict.WHOLE, 20, 6), Ruling(Verdict.WHOLE, 15, 7))


def test_women_alone_are_not_told_where_men_would_follow() -> None:
    found = one_team(people={MAN: 20, WOMAN: 15}, did={MAN: 4, WOMAN: 7})
    assert found[EVERYBODY].verdict is Verdict.WHOLE
    assert (found[MEN].verdict, found[WOMEN].verdict) == (HIDDEN, HIDDEN)


def test_where_two_people_are_neither_women_are_left_out() -> None:
    """All less men less women would be these two; all less men is seventeen people."""
    found = one_team(people={MAN: 20, WOMAN: 15, UNDISCLOSED: 2}, did={MAN: 6, WOMAN: 7, UNDISCLOSED: 1})
    assert (found[MEN], found[WOMEN].verdict) == (Ruling(Verdict.WHOLE, 20, 6), HIDDEN)


def test_neither_is_told_where_men_are_too_few() -> None:
    found = one_team(people={MAN: 20, WOMAN: 15, UNDISCLOSED: 2}, did={MAN: 3, WOMAN: 7, UNDISCLOSED: 1})
    assert (found[MEN].verdict, found[WOMEN].verdict) == (HIDDEN, HIDDEN)


def test_small_groups_of_a_gender_are_told_together_further_up() -> None:
    teams = [own(UUID(int=10 + at), {MAN: 7, WOMAN: 7}, {MAN: 3, WOMAN: 3}) for at in range(6)]
    found = told.of_week([own(TOP, {}, {}, parent=None), *teams], K)
    assert {found[one.team][MEN].verdict for one in teams} == {HIDDEN}
    assert (found[TOP][MEN], found[TOP][WOMEN]) == (Ruling(Verdict.WHOLE, 42, 18), Ruling(Verdict.WHOLE, 42, 18))


def test_neither_is_told_where_a_part_of_the_group_would_be_found_out() -> None:
    """Each number might be told by itself, and nothing stays open beside it; but of the teams only labels are known."""
    teams = [
        own(LEFT, {MAN: 12, WOMAN: 13}, {MAN: 10, WOMAN: 13}),
        own(RIGHT, {MAN: 6}, {MAN: 2}),
        own(UUID(int=4), {MAN: 11, WOMAN: 3}, {MAN: 3}),
    ]
    found = told.of_week([own(TOP, {MAN: 5, WOMAN: 13}, {WOMAN: 9}, parent=None), *teams], K)[TOP]
    assert found[EVERYBODY] == Ruling(Verdict.WHOLE, 63, 37)
    assert found[MEN] == found[WOMEN] == Ruling(HIDDEN, reason=Reason.WOULD_NARROW)


def test_why_a_gender_is_not_told_where_nothing_is() -> None:
    found = one_team(people={WOMAN: 4}, did={WOMAN: 2})
    assert found[MEN] == Ruling(HIDDEN, reason=Reason.NOBODY)
    assert found[WOMEN] == found[ACTS] == Ruling(HIDDEN, reason=Reason.PARTICIPATION)
    assert {ruling.reason for ruling in one_team(people={}, did={}).values()} == {Reason.NOBODY}


def test_men_are_not_told_together_with_a_team_of_men_alone() -> None:
    """That team's number is told, and is of men: so ten less its six would be the four of the other."""
    teams = [own(LEFT, {MAN: 10, WOMAN: 12}, {MAN: 4, WOMAN: 6}), own(RIGHT, {MAN: 14}, {MAN: 6})]
    found = told.of_week([own(TOP, {}, {}, parent=None), *teams], K)
    assert found[TOP][EVERYBODY] == Ruling(Verdict.WHOLE, 36, 16)
    assert found[TOP][MEN] == Ruling(Verdict.PART, 14, 6, Reason.SMALL)
    assert found[TOP][WOMEN].verdict is HIDDEN


# acts


def test_acts_are_told_of_nobody_whose_participation_is_not() -> None:
    found = told.of_week(
        [own(TOP, {}, {}, parent=None), own(LEFT, {MAN: 20}, {MAN: 8}), own(RIGHT, {MAN: 20}, {MAN: 3})], K
    )
    assert found[LEFT][ACTS] == Ruling(Verdict.WHOLE, 20, 8)
    assert found[RIGHT][ACTS] == Ruling(HIDDEN, reason=Reason.PARTICIPATION)
    assert found[TOP][ACTS] == Ruling(Verdict.PART, 20, 8, Reason.PARTICIPATION)


def test_acts_of_which_one_person_did_most_are_told_with_those_of_others() -> None:
    def week(*others: OwnWeek) -> dict[UUID, dict[Key, Ruling]]:
        most = OwnWeek(LEFT, TOP, {MAN: 20}, {MAN: 6}, Tally(20, 6, 15))
        return told.of_week([own(TOP, {}, {}, parent=None), most, *others], K)

    assert week()[LEFT][ACTS].reason is Reason.ONE_PERSON
    told_already = OwnWeek(RIGHT, TOP, {MAN: 20}, {MAN: 8}, Tally(30, 8, 5))
    assert week(told_already)[TOP][ACTS] == Ruling(Verdict.PART, 20, 30, Reason.ONE_PERSON)
    like_it = OwnWeek(RIGHT, TOP, {MAN: 20}, {MAN: 8}, Tally(20, 8, 11))
    assert week(like_it)[TOP][ACTS] == Ruling(Verdict.WHOLE, 40, 40)


# kinds and tiers


def test_all_kinds_are_told_where_each_may_be() -> None:
    found = one_team(people={MAN: 90}, did={MAN: 40}, kinds=dict.fromkeys(Kind, (12, 8)))
    assert {found[of_kind(kind)] for kind in Kind} == {Ruling(Verdict.WHOLE, 90, 12)}


def test_with_one_kind_that_may_not_be_told_another_is_hidden() -> None:
    """Else all less seven kinds would be the eighth."""
    kinds = {**dict.fromkeys(Kind, (30, 12)), Kind.LEARN: (3, 2), Kind.SPONSOR: (20, 11)}
    found = one_team(people={MAN: 90}, did={MAN: 40}, kinds=kinds)
    hidden = {kind for kind in Kind if found[of_kind(kind)].verdict is HIDDEN}
    assert hidden == {Kind.LEARN, Kind.SPONSOR}
    assert found[of_kind(Kind.LEARN)].reason is Reason.SMALL
    assert found[of_kind(Kind.SPONSOR)].reason is Reason.WOULD_NARROW


def test_what_is_left_by_the_kinds_that_are_told_may_not_be_of_few() -> None:
    """Thirty of one kind of 33: the other three are of two people."""
    found = one_team(
        people={MAN: 90}, did={MAN: 20}, kinds={Kind.AMPLIFY: (30, 18), Kind.LEARN: (2, 1), Kind.MENTOR: (1, 1)}
    )
    assert found[ACTS].verdict is Verdict.WHOLE
    assert {found[of_kind(kind)].verdict for kind in Kind} == {HIDDEN}


def test_a_kind_that_nobody_did_reads_like_one_that_few_did() -> None:
    some = dict.fromkeys((Kind.AMPLIFY, Kind.MENTOR, Kind.ADVOCATE), (40, 20))
    nobody, few = (
        one_team(people={MAN: 90}, did={MAN: 40}, kinds={**some, **more}) for more in ({}, {Kind.LEARN: (4, 3)})
    )
    assert nobody[of_kind(Kind.LEARN)] == few[of_kind(Kind.LEARN)] == Ruling(HIDDEN, reason=Reason.SMALL)


def test_tiers_are_hidden_two_at_a_time() -> None:
    tiers = {Tier.SELF_REPORTED: (60, 30), Tier.CONFIRMED: (40, 20), Tier.WITNESSED: (3, 2)}
    found = one_team(people={MAN: 90}, did={MAN: 40}, kinds={Kind.AMPLIFY: (52, 30), Kind.LEARN: (51, 30)}, tiers=tiers)
    assert found[of_kind(Tier.SELF_REPORTED)].verdict is Verdict.WHOLE
    assert [found[of_kind(tier)].verdict for tier in (Tier.CONFIRMED, Tier.WITNESSED)] == [HIDDEN, HIDDEN]


# the whole of it


def test_every_team_has_a_ruling_on_every_number() -> None:
    for rulings in told.of_week(cells(world(3)), K).values():
        assert set(rulings) == set(KEYS)


def test_the_order_of_the_cells_does_not_matter() -> None:
    listed = cells(world(5))
    assert told.of_week(listed, K) == told.of_week(listed[::-1], K)


def test_a_larger_k_tells_no_number_of_fewer() -> None:
    for seed in range(20):
        for rulings in told.of_week(cells(world(seed)), 9).values():
            for key in (EVERYBODY, MEN, WOMEN):
                assert rulings[key].count == 0 or 9 <= rulings[key].count <= rulings[key].people - 9


# under attack


@pytest.mark.parametrize("seed", seeds(range(40)))
def test_nothing_is_found_in_all_that_is_told_of_a_week(seed: int) -> None:
    of = world(seed)
    outcome = attacked((of, told.of_week(cells(of), K), None))
    assert sum(outcome.tried.values()) > 0
    assert words(outcome) == []


@pytest.mark.no_cover
@settings(max_examples=25, deadline=None)
@given(st.integers(1000, 10**6))
def test_nor_in_any_other_organization(seed: int) -> None:
    of = world(seed)
    assert words(attacked((of, told.of_week(cells(of), K), None))) == []


@pytest.mark.no_cover
def test_much_is_found_where_each_number_is_looked_at_by_itself() -> None:
    naive = [
        attacked((of, told.of_week(cells(of), K, without_complementary=True), None)) for of in map(world, range(8))
    ]
    assert sum(bool(one.leaks) for one in naive) >= 6


def test_something_is_found_where_no_secret_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    """The numbers by themselves and the hidden pair alone are not enough."""
    monkeypatch.setattr(told_tables, "_fails", lambda *_: None)
    found = [attacked((of, told.of_week(cells(of), K), None)) for of in map(world, range(10))]
    assert sum(bool(one.leaks) for one in found) >= 3


def test_enough_is_told_to_be_of_use() -> None:
    """Of a hundred people in ten teams who log a lot, the organization is told by gender, kind and tier."""
    teams = [
        own(
            UUID(int=10 + at),
            {MAN: 12, WOMAN: 10},
            {MAN: 5, WOMAN: 4},
            kinds=dict.fromkeys(Kind, (3, 2)),
            tiers={Tier.SELF_REPORTED: (14, 6), Tier.CONFIRMED: (8, 4), Tier.WITNESSED: (2, 1)},
        )
        for at in range(10)
    ]
    found = told.of_week([own(TOP, {}, {}, parent=None), *teams], K)[TOP]
    assert {key: ruling.verdict for key, ruling in found.items() if ruling.verdict is not Verdict.WHOLE} == {}


@pytest.mark.parametrize(("seed", "k", "part"), [(7, 6, "self_reported"), (41, 7, "advocate"), (94, 6, "mentor")])
def test_what_is_open_beneath_and_its_part_of_a_row_are_one_secret(seed: int, k: int, part: str) -> None:
    """Made-up organizations in which it makes the difference: each by itself would stay one, and both together not."""
    ruling = told.of_week(cells(world(seed)), k)[TOP]["actions_per_100", part]
    assert (ruling.verdict, ruling.reason) == (Verdict.HIDDEN, Reason.WOULD_NARROW)
