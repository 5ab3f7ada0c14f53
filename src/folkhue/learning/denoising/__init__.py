"""Denoising: which pixels of a photograph its weak label is about."""
