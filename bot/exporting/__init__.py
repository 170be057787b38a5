"""Exports: what admins may take out of the product, as files that tell no more than the digests do."""
