"""Training of the networks that see a whole photograph."""
