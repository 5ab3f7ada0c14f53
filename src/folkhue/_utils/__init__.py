"""Helpers without a subject of their own: files, workers, progress bars, texts."""
