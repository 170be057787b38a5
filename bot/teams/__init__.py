"""Microsoft Teams: the edge, and what it is made of. Only `sdk.py` knows Microsoft's library."""
