"""Exports, from the rows in the database to the files in the zip."""
