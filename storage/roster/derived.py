"""Teams for people whom a roster gives none: who reports to the same manager is a team. Pure."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from storage.roster.known import Known
from storage.roster.rows import Roster, Row
from storage.roster.stints import current_team


def with_teams(roster: Roster, known: Known, today: date) -> Roster:
    """The roster with a team for everybody who has a manager, or reports; what it gives itself stays.

    Who is in a team of their manager stays there, whatever it is called. Others join the one in which most are or,
    where the manager leads none, a new one with the manager's name. The head of a company is in their own. Who has left
    founds no team.
    """
    chart = _Chart(roster, known, today)
    heads = {boss for row in roster.rows if not chart.has_left(row.email) and (boss := chart.boss(row.email))}
    of = {row.email: chart.boss(row.email) or (row.email if row.email in heads else None) for row in roster.rows}
    asked = {
        boss
        for row in roster.rows
        if row.team is None and not chart.has_left(row.email) and (boss := of[row.email]) is not None
    }
    led = _led(known, today)
    names = _names(asked, led, roster, known)
    now_in = _now_in(known, today)

    def teamed(row: Row) -> Row:
        boss = of[row.email]
        if row.team is not None or boss is None:
            return row
        own = now_in.get(row.email)
        return replace(row, team=own if own in led.get(boss, ()) else names.get(boss))

    return Roster(roster.columns | {"team"}, tuple(teamed(row) for row in roster.rows))


class _Chart:
    """Who reports to whom once the roster holds, by address."""

    def __init__(self, roster: Roster, known: Known, today: date) -> None:
        self._above = known.managers()
        self._left = {one.email for one in known.people if one.has_left(today)}
        for row in roster.rows:
            if "manager_email" in roster.columns:
                self._above[row.email] = row.manager_email
            if "left_on" in roster.columns:
                self._left.discard(row.email)
                if row.left_on is not None and row.left_on <= today:
                    self._left.add(row.email)

    def has_left(self, email: str) -> bool:
        return email in self._left

    def boss(self, email: str) -> str | None:
        """The nearest manager upwards who has not left."""
        seen = {email}
        here = self._above.get(email)
        while here is not None and here not in seen:
            if here not in self._left:
                return here
            seen.add(here)
            here = self._above.get(here)
        return None


def _names(managers: set[str], led: Mapping[str, Counter[str]], roster: Roster, known: Known) -> Mapping[str, str]:
    """What the team is called, or is to be called, that a manager's new people join."""
    people = {one.email: one.name for one in known.people if one.email is not None}
    people |= {row.email: row.name for row in roster.rows}
    taken = {one.name.casefold() for one in known.teams}
    taken |= {row.team.casefold() for row in roster.rows if row.team is not None}
    names = {email: min(teams, key=lambda name: (-teams[name], name)) for email, teams in led.items()}
    alike = Counter(people[one].casefold() for one in managers)
    for email in sorted(managers - names.keys()):
        possible = _possible(people[email], email, is_one_of_several=alike[people[email].casefold()] > 1)
        names[email] = next(one for one in possible if one.casefold() not in taken)
        taken.add(names[email].casefold())
    return names


def _possible(name: str, email: str, *, is_one_of_several: bool) -> Iterator[str]:
    """Names for a manager's team, the best first; all within what a team's name may have."""
    if not is_one_of_several:
        yield f"{name[:100]}’s team"
    longer = f"{name[:100]}’s team ({email.partition('@')[0][:60]})"
    yield longer
    yield from (f"{longer} {number}" for number in itertools.count(2))


def _led(known: Known, today: date) -> Mapping[str, Counter[str]]:
    """The teams that each manager leads, with how many are in them."""
    leads = {one.id: one.email for one in known.people}
    teams = {one.name: one for one in known.teams}
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for name in _now_in(known, today).values():
        lead_id = teams[name].lead_id
        if lead_id is not None and (email := leads.get(lead_id)) is not None:
            counts[email][name] += 1
    return counts


def _now_in(known: Known, today: date) -> Mapping[str, str]:
    """The team of each who has not left."""
    names = {one.id: one.name for one in known.teams}
    now = (
        (one.email, current_team(known.stints.get(one.id, ()), today))
        for one in known.people
        if one.email is not None and not one.has_left(today)
    )
    return {email: names[team_id] for email, team_id in now if team_id is not None}
