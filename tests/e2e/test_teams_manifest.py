"""The Teams app package against the schema that Microsoft publishes (npm package `@microsoft/app-manifest`)."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator

from bot.settings import Settings
from bot.teams.manifest import SCHEMA_VERSION, app_package

pytestmark = pytest.mark.e2e

PUBLISHED = Path(__file__).parent / "node_modules" / "@microsoft" / "app-manifest" / "build" / "json-schemas" / "teams"


def test_the_manifest_is_what_microsoft_wants() -> None:
    schema = PUBLISHED / f"v{SCHEMA_VERSION}" / "MicrosoftTeams.schema.json"
    assert schema.exists(), "the schemas are missing: `make e2e` installs them with npm"
    given: dict[str, Any] = {
        "teams_app_id": "c0ffee00-0000-4000-8000-000000000001",
        "teams_app_password": "a secret",
        "teams_tenant_ids": ("6d3f0a1c-5a43-4f0e-8c3c-000000000001",),
        "public_url": "https://upstander.example.com",
    }
    settings = Settings(**given)
    package = zipfile.ZipFile(io.BytesIO(app_package(settings)))
    manifest = json.loads(package.read("manifest.json"))

    validator = Draft4Validator(json.loads(schema.read_text(encoding="utf-8")))
    assert [error.message for error in validator.iter_errors(manifest)] == []
    assert set(manifest["icons"].values()) <= set(package.namelist())
    assert validator.is_valid({**manifest, "name": {"short": "x" * 31, "full": "x"}}) is False
