"""The two pictures of the Teams app, drawn here so that the repository carries no binary that nobody can edit.

The mark: two speech bubbles that lean on each other, what one says carried on by the other.
"""

from __future__ import annotations

import io

from PIL import Image, ImageDraw

COLOR_SIZE = 192
OUTLINE_SIZE = 32
ACCENT = "#4B3F8F"
_BACK = "#B9A7F2"
_FRONT = "#FFFFFF"
_FINE = 8
"""Everything is drawn so many times larger and then made small, which smooths the edges."""

_BACK_BUBBLE = (0.20, 0.20, 0.66, 0.54)
_FRONT_BUBBLE = (0.36, 0.40, 0.82, 0.74)


def color() -> bytes:
    """192 x 192 PNG on our colour, edge to edge: Teams rounds the corners itself."""
    size = COLOR_SIZE * _FINE
    image = Image.new("RGB", (size, size), ACCENT)
    draw = ImageDraw.Draw(image)
    _bubble(draw, _BACK_BUBBLE, size, fill=_BACK, tail_left=True)
    _bubble(draw, _grown(_FRONT_BUBBLE, 0.025), size, fill=ACCENT, tail_left=False)
    _bubble(draw, _FRONT_BUBBLE, size, fill=_FRONT, tail_left=False)
    for index in range(3):
        _dot(draw, size, x=0.48 + index * 0.11, y=0.57, radius=0.028, fill=ACCENT)
    return _png(image.resize((COLOR_SIZE, COLOR_SIZE), Image.Resampling.LANCZOS))


def outline() -> bytes:
    """32 x 32 PNG, white lines on nothing."""
    size = OUTLINE_SIZE * _FINE
    shape = Image.new("L", (size, size), 0)
    draw = ImageDraw.Draw(shape)
    line = 0.065
    back, front = (0.03, 0.08, 0.68, 0.58), (0.30, 0.36, 0.97, 0.86)
    _bubble(draw, back, size, fill=255, tail_left=True)
    _bubble(draw, _grown(back, -line), size, fill=0, tail_left=None)
    _bubble(draw, _grown(front, line), size, fill=0, tail_left=None)
    _bubble(draw, front, size, fill=255, tail_left=False)
    _bubble(draw, _grown(front, -line), size, fill=0, tail_left=None)
    image = Image.new("RGBA", (size, size), (255, 255, 255, 0))
    image.putalpha(shape)
    small = image.resize((OUTLINE_SIZE, OUTLINE_SIZE), Image.Resampling.LANCZOS)
    white = Image.new("RGBA", small.size, (255, 255, 255, 0))
    white.putalpha(small.getchannel("A"))
    return _png(white)


Box = tuple[float, float, float, float]


def _bubble(draw: ImageDraw.ImageDraw, box: Box, size: int, *, fill: str | int, tail_left: bool | None) -> None:
    left, top, right, bottom = (part * size for part in box)
    draw.rounded_rectangle((left, top, right, bottom), radius=(bottom - top) * 0.42, fill=fill)
    if tail_left is None:
        return
    height, width = (bottom - top) * 0.34, (right - left) * 0.20
    start = left + width * 0.9 if tail_left else right - width * 0.9
    tip = start - width * 0.55 if tail_left else start + width * 0.55
    inner = start + width if tail_left else start - width
    draw.polygon([(start, bottom - 1), (inner, bottom - 1), (tip, bottom + height)], fill=fill)


def _dot(draw: ImageDraw.ImageDraw, size: int, *, x: float, y: float, radius: float, fill: str) -> None:
    draw.ellipse([(part * size) for part in (x - radius, y - radius, x + radius, y + radius)], fill=fill)


def _grown(box: Box, by: float) -> Box:
    left, top, right, bottom = box
    return left - by, top - by, right + by, bottom + by


def _png(image: Image.Image) -> bytes:
    held = io.BytesIO()
    image.save(held, "PNG", optimize=True)
    return held.getvalue()
