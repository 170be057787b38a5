"""A message and a form with everything in them, for tests of the renderers."""

from __future__ import annotations

from datetime import date

from messages.blocks import (
    Button,
    Buttons,
    Chart,
    ChartKind,
    Confirm,
    Divider,
    Field,
    Fields,
    Heading,
    Image,
    LinkButton,
    Message,
    Note,
    Series,
    Style,
    Table,
    Text,
    emphasis,
    strong,
)
from messages.forms import (
    Choice,
    DateInput,
    Form,
    FormErrors,
    MultiChoice,
    Option,
    PersonPicker,
    TextInput,
    Toggle,
)

TYPED = (
    "<!channel> <@U1> <https://evil.example|here> *bold* _it_ ~no~ `code` [x](http://y.example) "
    "{{DATE(2026-03-04T10:00:00Z, SHORT)}} <script>alert(1)</script> &amp; :tada:"
)
"""What somebody types who tries everything."""

WEEKS = tuple(f"{day} Jan" for day in range(1, 13))
EVERYTHING = Message(
    "Your last twelve weeks",
    (
        Heading("Your last twelve weeks"),
        Text("Logged. ", strong("Amplify"), " for Ana Díaz.\n", emphasis(TYPED)),
        Fields((Field("When", "Today"), Field("Setting", "In a meeting"), Field(TYPED, TYPED))),
        Divider(),
        Chart(
            ChartKind.LINE,
            "Actions by week",
            WEEKS,
            (Series("Amplify", tuple(range(12))), Series("Sponsor", tuple(week * 1.5 for week in range(12)))),
            "actions",
        ),
        Chart(
            ChartKind.BAR,
            "Share of people",
            ("Platform", "Payments", "研究開発"),
            (Series("Share", (40, 62.5, 0)),),
            "%",
        ),
        Table("Teams", ("Team", "People", "Share"), (("Platform", "12", "40%"), ("研究開発", "7", "fewer than five"))),
        Image("https://upstander.example.com/picture.png", "Two people at a whiteboard"),
        Note("Only you see this."),
        Buttons(
            (
                Button("Edit", "edit", "0192", Style.PRIMARY),
                Button(
                    "Undo",
                    "undo",
                    "0192",
                    Style.DANGER,
                    Confirm("Undo this?", "It is withdrawn.", "Undo it", "Keep it"),
                ),
                LinkButton("Open the handbook", "https://handbook.example.com/allyship"),
            )
        ),
    ),
)

LOG = Form(
    "log",
    "Log an ally action",
    "Log it",
    (
        Choice(
            "kind",
            "What did you do?",
            tuple(Option(kind, kind.title()) for kind in ("amplify", "sponsor", "mentor", "include", "learn")),
            "amplify",
            refreshes=True,
        ),
        PersonPicker(
            "colleague", "For whom?", "U123", "Ana Díaz", hint="Leave it out where it was for nobody in particular."
        ),
        DateInput("on", "When?", date(2026, 3, 4), date(2026, 1, 3), date(2026, 3, 4)),
        Choice("setting", "Where?", (Option("meeting", "In a meeting"), Option("remote", "On a call"))),
        MultiChoice(
            "how",
            "How did you act?",
            (Option("spoke_up", "I spoke up"), Option("redirected", "I redirected")),
            ("redirected",),
        ),
        TextInput(
            "note",
            "Note",
            TYPED,
            "Only you can read it.",
            "What happened?",
            multiline=True,
            optional=True,
            max_length=500,
        ),
        TextInput("title", "Title", optional=False),
        Toggle("private", "Keep it private", value=True, hint="It is counted, and nothing else."),
    ),
    subject="0193",
    intro=(Text("You can say it in a line, too."), Note("A log is not a report.")),
)

WRONG = FormErrors({"on": "That day is still to come.", "title": TYPED, "": "Please look again."}, LOG)
