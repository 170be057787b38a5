"""The API: what the dashboard tells, for programs. Read-only, by tokens that admins make."""
