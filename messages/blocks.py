"""What a message is made of, with no platform in mind.

Every string here is plain text: what a person typed and what we wrote are the same to a renderer, which escapes both.
Emphasis is a `Span`, never markup inside a string.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

_LARGEST = 1e15


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text in one style."""

    text: str
    strong: bool = False
    emphasis: bool = False


def strong(text: str) -> Span:
    """The text, set in bold."""
    return Span(text, strong=True)


def emphasis(text: str) -> Span:
    """The text, set in italics; used for what a person wrote."""
    return Span(text, emphasis=True)


@dataclass(frozen=True, slots=True)
class Heading:
    """The line above a message or a part of it."""

    text: str


@dataclass(frozen=True, slots=True, init=False)
class Text:
    """A paragraph: `Text("Logged. ", strong("Amplify"), " for Ana.")`. Line breaks in it are kept."""

    spans: tuple[Span, ...]

    def __init__(self, *parts: str | Span) -> None:
        spans = tuple(part if isinstance(part, Span) else Span(part) for part in parts)
        object.__setattr__(self, "spans", spans)

    @property
    def plain(self) -> str:
        """The words without their style."""
        return "".join(span.text for span in self.spans)


@dataclass(frozen=True, slots=True)
class Field:
    """One named fact."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Fields:
    """Named facts, one a line."""

    items: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """A small, quiet line: a source, a reassurance, what happens next."""

    text: str


@dataclass(frozen=True, slots=True)
class Divider:
    """A line between parts."""


class Style(StrEnum):
    """How a button looks: at most one `primary` in a message; `danger` only for what can't be taken back."""

    DEFAULT = "default"
    PRIMARY = "primary"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Confirm:
    """What is asked before a button acts."""

    title: str
    text: str
    yes: str
    no: str


@dataclass(frozen=True, slots=True)
class Button:
    """Asks the bot for `action` about `subject`, an opaque id and never state. The handler checks the right to it."""

    label: str
    action: str
    subject: str = ""
    style: Style = Style.DEFAULT
    confirm: Confirm | None = None


@dataclass(frozen=True, slots=True)
class LinkButton:
    """Opens a web address of our own or of the organization's settings (https, or http on loopback)."""

    label: str
    url: str
    style: Style = Style.DEFAULT


@dataclass(frozen=True, slots=True)
class Buttons:
    """A row of buttons."""

    items: tuple[Button | LinkButton, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headers; every row has as many cells as there are columns. `caption` tells what the table shows."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError(f"every row of the table {self.caption!r} needs {len(self.columns)} cells")


class ChartKind(StrEnum):
    LINE = "line"
    BAR = "bar"


@dataclass(frozen=True, slots=True)
class Series:
    """One line or one set of bars: a value for each category, finite and smaller than 10^15."""

    name: str
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Series over shared categories. Renderers show the same numbers as text beside it.

    What may not be shown has no place in a chart (a gap drawn as zero would lie): leave its category out.
    """

    kind: ChartKind
    title: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str = ""

    def __post_init__(self) -> None:
        if not self.categories or not self.series:
            raise ValueError(f"the chart {self.title!r} has nothing to show")
        if len(set(self.categories)) != len(self.categories):
            raise ValueError(f"the categories of the chart {self.title!r} are not distinct")
        if len({one.name for one in self.series}) != len(self.series):
            raise ValueError(f"the series of the chart {self.title!r} are not distinct")
        for one in self.series:
            if len(one.values) != len(self.categories) or not all(map(_can_be_drawn, one.values)):
                raise ValueError(f"the series {one.name!r} needs one finite value for each category")


def _can_be_drawn(value: float) -> bool:
    return math.isfinite(value) and abs(value) < _LARGEST


@dataclass(frozen=True, slots=True)
class Image:
    """A picture of our own by address, with what it shows in words."""

    url: str
    alt: str


Block = Heading | Text | Fields | Note | Divider | Buttons | Table | Chart | Image


@dataclass(frozen=True, slots=True)
class Message:
    """Blocks, and the one sentence a notification or a screen reader gives in their place."""

    fallback: str
    blocks: tuple[Block, ...]
