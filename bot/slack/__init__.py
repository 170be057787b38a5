"""Slack: what it sends becomes an `Incoming`, and a `Reply` becomes calls of its Web API."""
