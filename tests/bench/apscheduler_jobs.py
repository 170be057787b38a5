"""The yardstick of planning: APScheduler with one persistent cron job a person, on the same PostgreSQL."""

from __future__ import annotations

import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from sqlalchemy.engine import make_url

THREADS = 10


def nothing() -> None:
    """The job. What it costs to do something is no part of this."""


@contextmanager
def jobs(address: str, people: int) -> Iterator[BackgroundScheduler]:
    """A scheduler with that many jobs, all due, that has not looked yet."""
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
            scheduler.add_job("tests.bench.apscheduler_jobs:nothing", trigger, next_run_time=due)
    try:
        yield scheduler
    finally:
        scheduler.remove_all_jobs()
        scheduler.shutdown()


def seconds_for_all(scheduler: BackgroundScheduler) -> float:
    """How long its loop takes to start every job that is due and to store when each comes next."""
    scheduler.state = 1  # running, but for the thread that would do the same at some moment of its own
    started = time.perf_counter()
    scheduler._process_jobs()
    took = time.perf_counter() - started
    still_due = scheduler._jobstores["default"].get_due_jobs(datetime.now(UTC))
    if still_due:
        raise RuntimeError(f"{len(still_due)} jobs are still due")
    return took
