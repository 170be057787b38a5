"""Which addresses we call: Teams tells in each activity where its answer goes, and nobody may send us anywhere else."""

from __future__ import annotations

from urllib.parse import urlsplit

from bot.settings import is_loopback


def is_allowed(service_url: str, *, local_only: bool) -> bool:
    """https anywhere, as the token vouches for the address; http, and with `local_only` all, on this machine alone."""
    try:
        parts = urlsplit(service_url)
        host = parts.hostname or ""
    except ValueError:
        return False
    if parts.username is not None or parts.query or parts.fragment or not host or set(service_url) & set("{} \t\r\n"):
        return False
    if is_loopback(host):
        return parts.scheme in ("http", "https")
    return parts.scheme == "https" and not local_only


def is_from_here(peer: str | None, host_header: str | None) -> bool:
    """Whether a request came from this machine and means this machine, not a name that a web page pointed at it."""
    if peer is None or not is_loopback(peer):
        return False
    try:
        host = urlsplit(f"//{host_header or ''}").hostname
    except ValueError:
        return False
    return host is not None and is_loopback(host)
