"""Evaluation: golden photographs, metrics, and surveys of color names."""
