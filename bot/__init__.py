"""How the world reaches us, and we it: the platforms, the web, the command line. Everything is wired here."""
