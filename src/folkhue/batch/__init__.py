"""Batches: many photographs to one table of results, resumable."""
