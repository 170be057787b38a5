"""The schema. Importing this package registers every table on `Base.metadata`."""

from storage.models.activity import Action, Confirmation, Reflection, Sponsorship
from storage.models.api import ApiToken
from storage.models.base import Base
from storage.models.exporting import ExportChunk, ExportLink, ExportOrder
from storage.models.keeping import AuditAnchor, ErasureRequest, Hold, Retention
from storage.models.linking import LinkRequest
from storage.models.measured import ClosedPeriod, Closing, IndicatorValue, WeekCell
from storage.models.noticing import Notice
from storage.models.nudging import Delivery, Digest, LessonResult, Plan, RateBucket, Schedule, SeenItem
from storage.models.organization import (
    Account,
    EarlierPlace,
    Membership,
    Organization,
    Person,
    Preferences,
    Team,
    Workspace,
)
from storage.models.pseudonyms import ExportSecret
from storage.models.records import AuditEvent, Export, InboundKey
from storage.models.signing_in import DashboardSession, LoginLink
from storage.models.uploads import RosterUpload

__all__ = [
    "Account",
    "Action",
    "ApiToken",
    "AuditAnchor",
    "AuditEvent",
    "Base",
    "ClosedPeriod",
    "Closing",
    "Confirmation",
    "DashboardSession",
    "Delivery",
    "Digest",
    "EarlierPlace",
    "ErasureRequest",
    "Export",
    "ExportChunk",
    "ExportLink",
    "ExportOrder",
    "ExportSecret",
    "Hold",
    "InboundKey",
    "IndicatorValue",
    "LessonResult",
    "LinkRequest",
    "LoginLink",
    "Membership",
    "Notice",
    "Organization",
    "Person",
    "Plan",
    "Preferences",
    "RateBucket",
    "Reflection",
    "Retention",
    "RosterUpload",
    "Schedule",
    "SeenItem",
    "Sponsorship",
    "Team",
    "WeekCell",
    "Workspace",
]
