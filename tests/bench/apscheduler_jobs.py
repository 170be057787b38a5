"""The yardstick of planning: APScheduler with one persistent cron job a person, on the same PostgreSQL.

Each job does the least that planning is for: it puts a row in line for its person. How fast jobs are that do nothing is
told beside it.
"""

from __future__ import annotations

import threading
import time
import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import psycopg
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from sqlalchemy.engine import make_url

THREADS = 10


_TABLE = "CREATE TABLE IF NOT EXISTS line (id uuid PRIMARY KEY, person int, day date, UNIQUE (person, day))"
_threads = threading.local()


def nothing(_address: str, _person: int) -> None:
    """A job that does nothing."""


def put_in_line(address: str, person: int) -> None:
    """A job as people write them: one row, in a transaction of its own, over a connection that its thread keeps."""
    connection = getattr(_threads, "connection", None)
    if connection is None or connection.closed or _threads.address != address:
        connection = _threads.connection = psycopg.connect(address)
        _threads.address = address
    connection.execute("INSERT INTO line VALUES (%s, %s, current_date) ON CONFLICT DO NOTHING", (uuid.uuid4(), person))
    connection.commit()


@contextmanager
def jobs(address: str, people: int, job: str = "put_in_line") -> Iterator[BackgroundScheduler]:
    """A scheduler with that many jobs, all due, that has not looked yet."""
    with psycopg.connect(address) as connection:
        connection.execute(_TABLE)
        connection.execute("TRUNCATE line")
    url = make_url(address).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
    scheduler = BackgroundScheduler(
        jobstores={"default": SQLAlchemyJobStore(url=url)},
        executors={"default": ThreadPoolExecutor(THREADS)},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        timezone=UTC,
    )
    scheduler.start(paused=True)
    due = datetime.now(UTC) - timedelta(minutes=1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for number in range(people):
            trigger = CronTrigger(
                day_of_week="tue,thu", hour=9 + number % 7, minute=number % 60, timezone="Europe/Berlin"
            )
            what = f"tests.bench.apscheduler_jobs:{job}"
            scheduler.add_job(what, trigger, args=(address, number), next_run_time=due)
    try:
        yield scheduler
    finally:
        scheduler.remove_all_jobs()
        scheduler.shutdown()


def seconds_for_all(scheduler: BackgroundScheduler) -> float:
    """How long it takes until every job that is due has run, and is stored with the moment at which it comes next."""
    scheduler.state = 1  # running, but for the thread that would do the same at some moment of its own
    began, started = datetime.now(UTC), time.perf_counter()
    scheduler._process_jobs()
    scheduler._executors["default"].shutdown(wait=True)
    took = time.perf_counter() - started
    still_due = scheduler._jobstores["default"].get_due_jobs(began)
    if still_due:
        raise RuntimeError(f"{len(still_due)} jobs are still due")
    return took
