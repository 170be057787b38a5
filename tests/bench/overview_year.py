"""An organization of 5,000 people with a year of closed weeks, over however many actions: as it really comes to be.

PostgreSQL makes the actions, spread evenly over the weeks; then each week is closed by the product itself, from the
first to the last. What is learned, answered and nominated is the same in each organization, so that the page has every
indicator that a week can tell, however few the actions are.
"""

from __future__ import annotations

import asyncpg

from bot.clock import utc_now
from indicators import closing
from indicators.periods import WEEK, week_of
from storage.closings import Due
from storage.database import Database
from tests.bench import active
from tests.bench.active import Active

PEOPLE, TEAMS, WEEKS = 5_000, 20, 52
_INDEXES = "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'actions' AND indexname LIKE 'ix%'"
_KINDS = "ARRAY['amplify', 'sponsor', 'mentor', 'intervene', 'advocate', 'include', 'recognize', 'learn']"
_GENDERS = "ARRAY['woman', 'man', 'man', 'woman', 'undisclosed', 'woman', 'man', 'non_binary']"
_ACTIONS = f"""
INSERT INTO actions (organization_id, id, actor_id, actor_gender, team_id, kind, beneficiary_id, occurred_on, outcome,
                     visibility, platform, created_at)
SELECT $1::uuid, uuidv7(), one.id, ({_GENDERS})[1 + one.number % 8], team.id, kind, other.id, day,
       CASE WHEN kind = 'intervene' THEN (ARRAY['stopped', 'ignored'])[1 + act % 2] END, 'program', 'slack',
       day + interval '10 hours'
FROM (SELECT act, ({_KINDS})[1 + floor(random() * 8)::int] AS kind, $2::date + act % ({WEEKS} * 7) AS day,
             (floor(random() * {PEOPLE // 5}) * 5 + 1 + floor(random() * 4))::int AS who,
             1 + floor(random() * {PEOPLE})::int AS whom
      FROM generate_series(1, {{actions}}) AS act) AS acts
JOIN person_ids AS one ON one.number = acts.who
JOIN person_ids AS other ON other.number = acts.whom
JOIN team_ids AS team ON team.number = 1 + one.number % {TEAMS}
"""
_BESIDE = (
    # One in forty of the actions of the last day of each week was confirmed, and as many were not what was said.
    """
INSERT INTO confirmations (organization_id, id, action_id, person_id, part, answer, asked_at, answered_at)
SELECT organization_id, uuidv7(), id, beneficiary_id, 'beneficiary', (ARRAY['yes', 'not_like_that'])[1 + nth % 2],
       created_at, created_at + interval '1 hour'
FROM (SELECT *, row_number() OVER (PARTITION BY occurred_on ORDER BY id) AS nth
      FROM actions WHERE extract(isodow FROM occurred_on) = 6) AS one WHERE nth <= 24
""",
    f"""
INSERT INTO sponsorships (organization_id, id, action_id, sponsor_id, beneficiary_id, opportunity, state, nominated_on)
SELECT organization_id, uuidv7(), id, actor_id, beneficiary_id, 'role', 'nominated', occurred_on
FROM actions WHERE kind = 'sponsor' AND occurred_on < $1::date + 7 ORDER BY id LIMIT {PEOPLE // 5}
""",
    # Each week everybody gets a lesson or a prompt, and every third of each is answered, some for the second time.
    f"""
INSERT INTO deliveries (organization_id, id, person_id, nudge, day, state, item, zone, due_at, ready_at, sent_at,
                        answered_at, created_at)
SELECT $2::uuid, uuidv7(), one.id, (ARRAY['lesson', 'reflection'])[1 + one.number % 2], day, 'sent',
       'credit-in-writing', 'UTC', day, day, day, CASE WHEN one.number % 3 = 0 THEN day + interval '2 hours' END, day
FROM person_ids AS one, generate_series($1::date + 2, $1::date + {WEEKS} * 7 - 1, interval '7 days') AS days (day)
""",
    """
INSERT INTO lesson_results (organization_id, id, person_id, delivery_id, lesson, answer, is_right, answered_on,
                            created_at)
SELECT organization_id, uuidv7(), person_id, id, item, 0, get_byte(uuid_send(id), 15) < 128, day, answered_at
FROM deliveries WHERE nudge = 'lesson' AND answered_at IS NOT NULL AND day >= $1::date
""",
)


async def make(server: str, name: str, actions: int) -> Active:
    """With all of its weeks closed, the last of which is over."""
    made = await active.make(server, name, people=PEOPLE, teams=TEAMS, actions=1)
    last = week_of(utc_now().date()).first - WEEK
    first = last - WEEK * (WEEKS - 1)
    connection = await asyncpg.connect(made.address)
    try:
        await connection.execute("SET session_replication_role = replica")
        indexes = await connection.fetch(_INDEXES)
        for index in indexes:
            await connection.execute(f"DROP INDEX {index['indexname']}")  # to fill them takes longer than to make them
        await connection.execute(_ACTIONS.format(actions=actions), made.organization_id, first)
        for index in indexes:
            await connection.execute(index["indexdef"])
        for statement in _BESIDE:
            arguments = [first, made.organization_id] if "$2" in statement else [first] if "$1" in statement else []
            await connection.execute(statement, *arguments)
        await connection.execute("VACUUM ANALYZE")
    finally:
        await connection.close()
    database = Database(made.address)
    try:
        for week in range(WEEKS):
            period = week_of(first + WEEK * week)
            async with database.begin(patient=True) as db:
                if not await closing.close(db, Due(made.organization_id, "UTC", 5, None), period, utc_now()):
                    raise RuntimeError(f"{period.name} was closed already")
    finally:
        await database.close()
    return made
