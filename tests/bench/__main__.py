"""Runs every benchmark and prints one table: what was measured, the target, and whether it was met.

Figures of one run on one machine; compare ratios, not seconds. `python -m tests.bench NAME …` runs some of them.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from tests.bench import against_bolt, closing, delivering, exporting, memory, overview, planning, startup, suppressing
from tests.bench.table import Row, print_table

BENCHMARKS: dict[str, Callable[[], Sequence[Row]]] = {
    "commands": against_bolt.measure,
    "startup": startup.measure,
    "planning": planning.measure,
    "delivering": delivering.measure,
    "suppressing": suppressing.measure,
    "memory": memory.measure,
    "closing": closing.measure,
    "exporting": exporting.measure,
    "overview": overview.measure,
}


def main(names: Sequence[str]) -> int:
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        sys.stderr.write(f"no such benchmark: {', '.join(unknown)}; there are {', '.join(BENCHMARKS)}\n")
        return 2
    rows = [row for name in names or BENCHMARKS for row in BENCHMARKS[name]()]
    print_table(rows)
    return 0 if all(row.is_met for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
