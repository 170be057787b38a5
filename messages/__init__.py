"""The platform-neutral message and its renderers for Slack, Teams and the web. Knows nothing of the product."""
