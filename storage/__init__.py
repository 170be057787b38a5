"""What we keep: models, sessions, queries by topic, encryption, audit. All SQL of the product is in this package."""
