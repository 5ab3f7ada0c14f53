"""What every room uses, and no reader looks for: files, workers, progress."""
