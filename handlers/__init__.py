"""What people can ask for: one file a command. Handlers get a frozen Request, return a Reply, and never commit."""
