"""Whether a form was sent from a page of ours: another site's page may send one too, and the browser tells."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import Request

from bot.settings import Settings

_USUAL_PORTS = {"https": ":443", "http": ":80"}


def own_origin(settings: Settings) -> str:
    """Scheme, host and port under which browsers know us; they leave out the usual port."""
    address = urlsplit(settings.own_url.lower())
    return f"{address.scheme}://{address.netloc.removesuffix(_USUAL_PORTS[address.scheme])}"


def is_own_page(request: Request, origin: str) -> bool:
    """Every browser that we know of tells at least one of the two; what tells neither is refused."""
    site, told = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is None and told is None:
        return False
    return site in {None, "same-origin"} and (told is None or told.lower() == origin)
