"""Messages and forms as Adaptive Cards for Microsoft Teams. Nothing that a person typed acts, and every card fits."""

from messages.teams.cards import card
from messages.teams.forms import form_card

__all__ = ["card", "form_card"]
