"""What is wrong with a roster, in words that say where to look and what would be right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

SHOWN = 50
LONGEST_QUOTE = 60


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend. `line` is that of the file, as an editor counts; None where no single line is at fault."""

    line: int | None
    column: str | None
    wrong: str
    right: str

    def __str__(self) -> str:
        where = ", ".join(
            part
            for part in (
                f"line {self.line}" if self.line is not None else "",
                f"column {self.column}" if self.column is not None else "",
            )
            if part
        )
        return f"{where or 'file'}: {self.wrong}; {self.right}"


class WrongCell(Exception):
    """A cell can't be read."""

    def __init__(self, wrong: str, right: str) -> None:
        super().__init__(wrong)
        self.wrong = wrong
        self.right = right


class RosterErrors(Exception):
    """The file can't be taken as it is. `problems` has all of them, in the order of the file."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = in_order(problems)
        super().__init__(self._summary())

    def _summary(self) -> str:
        lines = [str(one) for one in self.problems[:SHOWN]]
        if (more := len(self.problems) - SHOWN) > 0:
            lines.append(f"… and {more} more")
        return "\n".join(lines)


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """As the file has them."""
    return tuple(sorted(problems, key=lambda one: one.line or 0))


def quote(text: str) -> str:
    """A cell as it can be shown anywhere: in quotes, short, and without characters that a terminal would obey."""
    short = text if len(text) <= LONGEST_QUOTE else f"{text[: LONGEST_QUOTE - 1]}…"
    return f"“{''.join(one if one.isprintable() else '�' for one in short)}”"
