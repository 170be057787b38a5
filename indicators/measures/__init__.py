"""One pure function an indicator: from rows and a scope to its values, by the formulas in indicators/definitions.py."""
