"""The dashboard: pages of program admins and auditors, rendered on the server."""
