"""Compiling a classifier to a table of the names of all 2**24 colors."""

from folkhue.learning.compile.compiling import compile_table

__all__ = ["compile_table"]
