"""The look that the dashboard and the local chat page share, and how the files of a page are served."""

from __future__ import annotations

from pathlib import Path

from starlette.responses import Response

HERE = Path(__file__).parent
_KINDS = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
_HEADERS = {"cache-control": "no-cache", "x-content-type-options": "nosniff"}


class Files:
    """The files in a folder, and the shared ones beside them, each by its name alone."""

    def __init__(self, own: Path) -> None:
        self._files = {
            one.name: one.read_bytes() for folder in (HERE, own) for one in folder.iterdir() if one.suffix in _KINDS
        }

    def serve(self, name: str) -> Response | None:
        """None where there is no file of that name."""
        if name not in self._files:
            return None
        return Response(self._files[name], media_type=_KINDS[Path(name).suffix], headers=_HEADERS)
