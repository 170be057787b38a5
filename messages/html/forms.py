"""A form as HTML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from markupsafe import Markup

from messages import names
from messages.forms import Form, Option
from messages.html import texts
from messages.html.inputs import Place, write_input
from messages.html.messages import blocks

_NEWLINE = Markup("\n")
_NONE: Mapping[str, str] = MappingProxyType({})


def form(shown: Form, errors: Mapping[str, str] = _NONE, *, people: Sequence[Option] = (), within: str = "") -> str:
    """The form; `data-form` and `data-subject` say where it goes, `data-refreshes` which choice asks for another one.

    `people` are whom a person picker offers; `within` makes ids differ where a page shows a form twice. The browser
    does not check anything: what is wrong is told in our own words, all at once, with what was typed kept.
    """
    prefix = f"{within}-{shown.name}" if within else shown.name
    inputs = []
    for one in shown.inputs:
        place = Place(f"{prefix}-{names.input_id(one)}", names.input_id(one), errors.get(one.name, ""), people)
        inputs.append(write_input(one, place))
    return str(
        Markup("<form{}{} novalidate>\n<h2>{}</h2>\n{}\n{}\n{}\n{}\n</form>").format(
            texts.attribute("data-form", shown.name),
            texts.attribute("data-subject", shown.subject),
            texts.words(shown.title),
            blocks(shown.intro),
            _summary(shown, errors, prefix),
            _NEWLINE.join(inputs),
            Markup('<div class="buttons"><button type="submit" class="button primary">{}</button></div>').format(
                texts.words(shown.submit_label)
            ),
        )
    )


def _summary(shown: Form, errors: Mapping[str, str], prefix: str) -> Markup:
    """What is wrong, read out at once, each a way to its input."""
    if not errors:
        return texts.NOTHING
    ids = {one.name: f"{prefix}-{names.input_id(one)}" for one in shown.inputs}
    lines = _NEWLINE.join(
        Markup("<li>{}</li>").format(
            Markup("<a{}>{}</a>").format(texts.attribute("href", f"#{ids[name]}"), texts.line(text))
            if name in ids
            else texts.line(text)
        )
        for name, text in errors.items()
    )
    return Markup('<div class="errors" role="alert" tabindex="-1">\n<ul>\n{}\n</ul>\n</div>').format(lines)
