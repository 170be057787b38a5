"""What `/metrics` counts. One registry an application, so that tests do not share numbers. No personal labels."""

from __future__ import annotations

from collections.abc import Mapping

from prometheus_client import CollectorRegistry, Counter, Histogram

from storage.words import DeliveryState


class Metrics:
    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "upstander_requests",
            "Requests that walked the road, by platform, what was asked, and how it ended",
            ["platform", "asked", "outcome"],
            registry=self.registry,
        )
        self.seconds = Histogram(
            "upstander_request_seconds",
            "Seconds from the request to its reply, by platform",
            ["platform"],
            registry=self.registry,
        )
        self.refused = Counter(
            "upstander_refused_requests",
            "Requests refused at the door, by platform and reason",
            ["platform", "reason"],
            registry=self.registry,
        )
        self.platform_errors = Counter(
            "upstander_platform_errors",
            "Calls that a platform refused or did not answer, by platform and kind",
            ["platform", "kind"],
            registry=self.registry,
        )
        self.web = Counter(
            "upstander_web_requests",
            "Web requests by route and status",
            ["route", "status"],
            registry=self.registry,
        )
        self.web_seconds = Histogram(
            "upstander_web_request_seconds",
            "Seconds from a web request to the end of its response, by route",
            ["route"],
            registry=self.registry,
        )
        self.ticks = Counter(
            "upstander_ticks",
            "Ticks of the worker, by what they did and how they ended",
            ["tick", "outcome"],
            registry=self.registry,
        )
        self.planned = Counter(
            "upstander_nudges_planned",
            "Nudges that became due and were put in line",
            registry=self.registry,
        )
        self.deliveries = Counter(
            "upstander_deliveries",
            "Deliveries that ended, by state and reason",
            ["state", "reason"],
            registry=self.registry,
        )

    def count_deliveries(self, ends: Mapping[tuple[DeliveryState, str], int]) -> None:
        """Adds deliveries that ended, by state and reason."""
        for (state, reason), count in ends.items():
            self.deliveries.labels(state.value, reason).inc(count)
