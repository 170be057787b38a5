"""What only people on Teams read: where the answer is, and how to get one. Nothing here tells what was asked."""

from __future__ import annotations

ANSWERED_IN_PRIVATE = "I've answered you in our private chat."
OPEN_PRIVATE_CHAT = (
    "I answer in private only, and I have no private chat with you yet, so I did nothing with this. To open one, "
    "choose Apps in Teams, find Upstander, choose Add, and write to me there."
)
NO_ANSWER_IN_PRIVATE = "I couldn't reach you in our private chat just now. Please write to me there."
ALREADY_DONE = "I have this already. Type “me” to see what you logged."
STILL_WORKING = "This takes longer than usual. I'll answer in our private chat in a moment."
OUT_OF_DATE = "This card is out of date. Type “help” to see the current ones."


def broken(code: str) -> str:
    """A fault of ours after which nobody knows what was done."""
    return f"Something went wrong on my side. Type “me” to see what is logged. Your administrator can look up {code}."
