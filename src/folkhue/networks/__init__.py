"""Fully convolutional networks that see a whole photograph, run by NumPy."""
