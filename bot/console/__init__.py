"""The local chat page: try everything without Slack or Teams. On loopback only."""
