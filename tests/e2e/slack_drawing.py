"""Draws a Slack message's blocks as a page, for a picture: there is no Slack client to be had without an account.

Only the kinds of block that Upstander's messages use, each by the look that Slack's documentation gives it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from markupsafe import Markup

_PAGE = Markup(
    """<!doctype html><html lang="en"><meta charset="utf-8"><title>A Slack message</title><style>
body {{ margin: 0; padding: 20px 24px; width: 560px; background: #fff; color: #1d1c1d;
        font: 15px/1.466 Lato, "Helvetica Neue", Helvetica, Arial, sans-serif; }}
.message {{ display: grid; grid-template-columns: 36px 1fr; gap: 8px; }}
.picture {{ width: 36px; height: 36px; border-radius: 6px; background: #1f6b5c; color: #fff; display: grid;
           place-items: center; font-weight: 700; }}
.who {{ font-weight: 900; }} .app {{ background: #e8e8e8; color: #616061; font-size: 10px; font-weight: 700;
       padding: 1px 3px; border-radius: 2px; }} .when {{ color: #616061; font-size: 12px; }}
.only {{ color: #616061; font-size: 13px; margin: 0 0 4px 44px; }}
.text {{ white-space: pre-wrap; margin: 0 0 8px; }} .context {{ color: #616061; font-size: 13px; margin: 0 0 8px; }}
h1 {{ font-size: 18px; margin: 8px 0; }} pre {{ background: #f8f8f8; border: 1px solid #ddd; padding: 8px; }}
.actions {{ display: flex; gap: 8px; flex-wrap: wrap; margin: 4px 0 8px; }}
.button {{ border: 1px solid #bbb; border-radius: 4px; padding: 4px 12px; font-weight: 700; font-size: 13px; }}
.chart {{ border: 1px solid #ddd; border-radius: 8px; padding: 12px; margin: 4px 0 8px; }}
.chart b {{ display: block; margin-bottom: 8px; }}
.bars {{ display: flex; gap: 10px; font-size: 12px; color: #616061; }}
.bars svg {{ display: block; margin-bottom: 4px; }}
.primary {{ background: #007a5a; border-color: #007a5a; color: #fff; }} .danger {{ color: #e01e5a; }}
</style><p class="only">Only visible to you</p><div class="message"><div class="picture">U</div><div>
<div><span class="who">Upstander</span> <span class="app">APP</span> <span class="when">10:00</span></div>
{blocks}</div></div></html>"""
)


def page(message: Mapping[str, Any]) -> str:
    """A page that shows the message's blocks. Raises ValueError for a block it cannot draw."""
    return str(_PAGE.format(blocks=Markup().join(_block(block) for block in message["blocks"])))


def _block(block: Mapping[str, Any]) -> Markup:
    match block["type"]:
        case "header":
            return Markup("<h1>{}</h1>").format(block["text"]["text"])
        case "divider":
            return Markup("<hr>")
        case "context":
            return Markup('<p class="context">{}</p>').format(" ".join(one["text"] for one in block["elements"]))
        case "actions":
            return Markup('<div class="actions">{}</div>').format(Markup().join(map(_button, block["elements"])))
        case "data_visualization":
            return _chart(block)
        case "rich_text":
            return Markup().join(_rich(element) for element in block["elements"])
        case other:
            raise ValueError(f"no drawing for {other}")


def _chart(block: Mapping[str, Any]) -> Markup:
    """The first series as bars: the look is ours, for Slack's pictures of its charts tell no measures."""
    data = block["chart"]["series"][0]["data"]
    most = max(one["value"] for one in data) or 1
    bar = Markup(
        '<span><svg width="44" height="90" role="img"><rect y="{top}" width="44" height="{high}" fill="#1264a3"/></svg>'
        "{label}</span>"
    )
    bars = (
        bar.format(top=90 - 90 * it["value"] / most, high=90 * it["value"] / most, label=it["label"]) for it in data
    )
    return Markup('<div class="chart"><b>{}</b><div class="bars">{}</div></div>').format(
        block["title"], Markup().join(bars)
    )


def _rich(element: Mapping[str, Any]) -> Markup:
    tag = Markup("<pre>{}</pre>") if element["type"] == "rich_text_preformatted" else Markup('<p class="text">{}</p>')
    return tag.format(_runs(element["elements"]))


def _runs(runs: Iterable[Mapping[str, Any]]) -> Markup:
    shown = []
    for run in runs:
        style = run.get("style", {})
        text = Markup("<b>{}</b>").format(run["text"]) if style.get("bold") else Markup("{}").format(run["text"])
        shown.append(Markup("<i>{}</i>").format(text) if style.get("italic") else text)
    return Markup().join(shown)


def _button(button: Mapping[str, Any]) -> Markup:
    return Markup('<span class="button {}">{}</span>').format(button.get("style", ""), button["text"]["text"])
