"""Makes the file of an order: a zip with its rows, its data dictionary, its definitions and a page to read first.

It is written while it is read, a period at a time, so that it takes no more memory for many rows than for few.
"""

from __future__ import annotations

import asyncio
from contextlib import aclosing

from bot.exporting import arrow, dictionary, folded, formats, periods, texts, told_rows
from bot.exporting.ahead import one_ahead
from bot.exporting.folded import Plan
from bot.exporting.order import Made, Order, Progress, Sink
from bot.exporting.zipped import Zip
from bot.upstander import Upstander
from storage import export_facts, export_secrets
from storage.snapshot import snapshot
from storage.words import ExportWhat


async def make(app: Upstander, order: Order, sink: Sink, progress: Progress) -> Made:
    """Writes the zip to the sink. `progress` is told the rows so far, and about how many there will be."""
    zip_ = Zip(sink, app.clock())
    try:
        made = await _fill(app, order, zip_, progress)
        await zip_.close()
    except BaseException:
        zip_.abandon()
        raise
    await progress(made.rows, made.rows)
    return made


async def _fill(app: Upstander, order: Order, zip_: Zip, progress: Progress) -> Made:
    now, plan = app.clock(), await _plan(app, order)
    arrow.take_from_the_system()
    await zip_.add("dictionary.csv", dictionary.as_csv(order.what, with_names=plan.with_names))
    await zip_.add("definitions.md", texts.definitions(order.what))
    nothing = told_rows.empty() if order.what is ExportWhat.INDICATORS else folded.empty(plan)
    writer = await asyncio.to_thread(
        formats.writer, order.form, nothing.schema, name=order.what.value, with_bom=order.with_bom, now=now
    )
    file = f"{order.what.value}.{writer.suffix}"
    made = Made(rows=0, withheld=0)
    try:
        await zip_.begin(file, is_compressed=writer.is_compressed)
        async with app.database.begin(patient=True) as db, snapshot(db) as there:
            settled = await export_facts.settled(there, order.organization_id)
            # The next period is folded while this one is written.
            async with aclosing(one_ahead(periods.steps(there, order, plan))) as steps:
                async for step in steps:
                    if step.table.num_rows:
                        await zip_.write(await asyncio.to_thread(writer.write, step.table))
                    made = Made(made.rows + step.table.num_rows, made.withheld + (not step.is_all))
                    await progress(made.rows, made.rows * step.total // step.done)
        await zip_.write_all(writer.finish())
        await zip_.end()
    finally:
        await asyncio.to_thread(writer.close)
    await zip_.add("README.txt", texts.read_me(order, made, now, settled.zone, settled.k, file))
    return made


async def _plan(app: Upstander, order: Order) -> Plan:
    what = order.what
    if what is ExportWhat.INDICATORS:
        return Plan(what.value, "starts_on", (), secret=None, with_names=False)
    secret = None
    if dictionary.has_authors(what):
        secret = await _secret(app, order)
    return Plan(
        what=what.value,
        starts_on=dictionary.starts_on(what),
        values=dictionary.value_names(what),
        secret=secret,
        with_names=order.with_names and secret is not None,
    )


async def _secret(app: Upstander, order: Order) -> bytes:
    async with app.database.begin() as db:
        return await export_secrets.of_organization(db, app.cipher, order.organization_id)
