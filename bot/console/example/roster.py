"""The people of Marigold Works, an organization that does not exist. Sixty names, five teams, one of them small."""

from __future__ import annotations

from datetime import date, timedelta

from storage.example import ExamplePerson, ExampleTeam
from storage.words import Gender

NAME = "Marigold Works (example)"
ZONE = "Europe/Lisbon"
REPORTING_URL = "https://speak-up.marigold.example/"
WHOLE = "Product"
"""The team above the five, and what the director leads."""

ADMINS = frozenset({"noor.haddad", "tomas.herrera"})
"""Two, so that one can agree to what the other asks for."""
ASKS_NOT_TO_BE_NAMED = frozenset({"ivan.petrov"})
"""So that what happens to a mention of such a person can be seen."""

W, M, N, U = Gender.WOMAN, Gender.MAN, Gender.NON_BINARY, Gender.UNDISCLOSED

_Row = tuple[str, str, Gender]

# The first of each team leads it.
_TEAMS: dict[str, tuple[str, str, tuple[_Row, ...]]] = {
    WHOLE: (
        "Product office",
        "Europe/Lisbon",
        (
            ("ingrid.solheim", "Ingrid Solheim", W),
            ("noor.haddad", "Noor Haddad", W),
            ("tomas.herrera", "Tomás Herrera", M),
        ),
    ),
    "Platform": (
        "Engineering",
        "Europe/Lisbon",
        (
            ("priya.raghunathan", "Priya Raghunathan", W),
            ("ana.lima", "Ana Lima", W),
            ("ben.okafor", "Ben Okafor", M),
            ("chiara.bianchi", "Chiara Bianchi", W),
            ("daniel.novak", "Daniel Novák", M),
            ("emre.yildiz", "Emre Yıldız", M),
            ("fatima.alaoui", "Fatima Zahra Alaoui", W),
            ("grace.mbeki", "Grace Mbeki", W),
            ("hiroshi.tanaka", "Hiroshi Tanaka", M),
            ("ivan.petrov", "Ivan Petrov", M),
            ("jonas.weber", "Jonas Weber", M),
            ("keira.walsh", "Keira Walsh", W),
            ("lars.nygaard", "Lars Nygaard", M),
            ("sam.ellison", "Sam Ellison", U),
            ("uma.iyer", "Uma Iyer", W),
        ),
    ),
    "Apps": (
        "Engineering",
        "America/Bogota",
        (
            ("mateo.vargas", "Mateo Vargas", M),
            ("meiling.chen", "Mei-Ling Chen", W),
            ("nadia.karim", "Nadia Karim", W),
            ("seun.adeyemi", "Oluwaseun Adeyemi", M),
            ("paula.kowalska", "Paula Kowalska", W),
            ("quentin.moreau", "Quentin Moreau", M),
            ("rosa.delgado", "Rosa Delgado", W),
            ("sanjay.mehta", "Sanjay Mehta", M),
            ("tala.nasser", "Tala Nasser", W),
            ("umar.siddiqui", "Umar Siddiqui", M),
            ("vera.sokolova", "Vera Sokolova", W),
            ("wen.zhao", "Wen Zhao", N),
            ("yara.costa", "Yara Costa", W),
        ),
    ),
    "Data": (
        "Engineering",
        "Europe/Berlin",
        (
            ("amara.diallo", "Amara Diallo", W),
            ("arjun.nair", "Arjun Nair", M),
            ("bea.santos", "Bea Santos", W),
            ("callum.reid", "Callum Reid", M),
            ("dina.cohen", "Dina Cohen", W),
            ("elif.demir", "Elif Demir", W),
            ("felix.braun", "Felix Braun", M),
            ("gabriela.rojas", "Gabriela Rojas", W),
            ("hassan.rahimi", "Hassan Rahimi", M),
            ("isla.macleod", "Isla MacLeod", W),
            ("jinwoo.park", "Jin-woo Park", M),
            ("kofi.mensah", "Kofi Mensah", U),
        ),
    ),
    "Customer Care": (
        "Customers",
        "Africa/Johannesburg",
        (
            ("lucia.fernandez", "Lucía Fernández", W),
            ("malik.johnson", "Malik Johnson", M),
            ("naledi.dlamini", "Naledi Dlamini", W),
            ("owen.pritchard", "Owen Pritchard", M),
            ("pilar.ortega", "Pilar Ortega", W),
            ("rafael.monteiro", "Rafael Monteiro", M),
            ("sofia.lindqvist", "Sofia Lindqvist", W),
            ("tariq.mansour", "Tariq Mansour", M),
            ("viktor.horvath", "Viktor Horváth", M),
            ("wanjiru.kamau", "Wanjiru Kamau", W),
            ("xavier.dupont", "Xavier Dupont", M),
            ("yuki.sato", "Yuki Sato", N),
            ("zanele.khumalo", "Zanele Khumalo", W),
        ),
    ),
    "Research": (
        "Customers",
        "Europe/Oslo",
        (
            ("thandiwe.moyo", "Thandiwe Moyo", W),
            ("anders.holm", "Anders Holm", M),
            ("leilani.kealoha", "Leilani Kealoha", W),
            ("robin.achterberg", "Robin Achterberg", U),
        ),
    ),
}

LEADS = frozenset(rows[0][0] for _department, _zone, rows in _TEAMS.values())


def teams() -> tuple[ExampleTeam, ...]:
    """The whole first, then its five."""
    return tuple(
        ExampleTeam(name, lead=rows[0][0], parent=None if name == WHOLE else WHOLE)
        for name, (_department, _zone, rows) in _TEAMS.items()
    )


def people(today: date) -> tuple[ExamplePerson, ...]:
    """Everybody, hired at some time between six years and half a year ago; leads before the people they lead."""
    director = _TEAMS[WHOLE][2][0][0]
    leads = [_person(name, 0, director, today) for name in _TEAMS]
    others = [
        _person(name, index, leads[position].handle, today)
        for position, name in enumerate(_TEAMS)
        for index in range(1, len(_TEAMS[name][2]))
    ]
    return (*leads, *others)


def _person(team: str, index: int, manager: str, today: date) -> ExamplePerson:
    department, zone, rows = _TEAMS[team]
    handle, name, gender = rows[index]
    days = 180 + sum(handle.encode()) * 37 % 2000  # spread, and the same on every run
    return ExamplePerson(
        handle=handle,
        name=name,
        gender=gender,
        team=team,
        department=department,
        location=_place(zone),
        level=f"L{4 + len(name) % 3}" if index else "L8" if team == WHOLE else "L7",
        manager=manager if handle != manager else None,
        zone=zone,
        hired_on=today - timedelta(days=days),
        is_admin=handle in ADMINS,
        log_me=handle not in ASKS_NOT_TO_BE_NAMED,
    )


def _place(zone: str) -> str:
    """The city that a zone is named after."""
    return zone.partition("/")[2].replace("_", " ")
