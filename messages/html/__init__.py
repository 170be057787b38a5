"""Messages and forms as accessible HTML, without scripts or styles of its own. Everything is escaped by markupsafe."""

from messages.html.forms import form
from messages.html.messages import message

__all__ = ["form", "message"]
