"""Messages and forms as Slack's Block Kit. Nothing that a person typed acts, and every limit of Slack's holds."""

from messages.slack.messages import message
from messages.slack.views import errors, home, message_modal, modal, waiting_modal

__all__ = ["errors", "home", "message", "message_modal", "modal", "waiting_modal"]
