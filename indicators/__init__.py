"""Pure measures, suppression and periods."""
