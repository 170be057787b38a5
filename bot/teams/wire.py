"""What the parts of the Teams edge tell each other: where the cloud is, where a person is reached, what went wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields


@dataclass(frozen=True, slots=True)
class Cloud:
    """Microsoft's addresses. Tests put a stand-in here; there is no setting for it."""

    login_url: str = "https://login.microsoftonline.com"
    keys_url: str = "https://login.botframework.com/v1/.well-known/openidconfiguration"
    issuer: str = "https://api.botframework.com"
    scope: str = "https://api.botframework.com"
    graph_url: str = "https://graph.microsoft.com"

    @property
    def is_local(self) -> bool:
        """A stand-in on this machine rather than the real one."""
        return self.login_url.startswith("http://")


MICROSOFT = Cloud()


@dataclass(frozen=True, slots=True)
class Reference:
    """Where a conversation is, and who is in it: all that it takes to write to it, now or unasked later."""

    service_url: str
    tenant: str
    conversation: str
    bot: str
    user: str

    def as_dict(self) -> dict[str, object]:
        """As it is kept with the account."""
        return asdict(self)

    @classmethod
    def from_dict(cls, kept: Mapping[str, object] | None) -> Reference | None:
        """What was kept; None where nothing was, or not by us."""
        names = [field.name for field in fields(cls)]
        if kept is None or not all(isinstance(kept.get(name), str) for name in names):
            return None
        return cls(**{name: str(kept[name]) for name in names})


class Unauthenticated(Exception):
    """The request does not come from Microsoft. `reason` is a word for the metrics."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class SendError(Exception):
    """Teams did not take what we sent.

    `permanent`: trying again is of no use (the person removed the bot, our secret is wrong). `unknown`: the answer was
    lost, so it may have arrived, and sending it again could double it. Neither: it was refused for now.
    `code` is Microsoft's own word for it, where there is one.
    """

    def __init__(
        self,
        kind: str,
        *,
        status: int | None = None,
        permanent: bool = False,
        unknown: bool = False,
        retry_after: float | None = None,
        code: str | None = None,
    ) -> None:
        super().__init__(f"{kind} ({status})" if status else kind)
        self.kind = kind
        self.status = status
        self.permanent = permanent
        self.unknown = unknown
        self.retry_after = retry_after
        self.code = code

    @property
    def is_gone(self) -> bool:
        """Whether the conversation is not there for us: removed, blocked, or never opened."""
        return self.permanent and self.status in (403, 404)
