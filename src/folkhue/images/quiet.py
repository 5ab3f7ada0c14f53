"""Warnings of decoders, silenced in any number of threads."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from folkhue._utils.shared_context import SharedContext


@contextmanager
def _ignoring() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


_shared = SharedContext(_ignoring)


@contextmanager
def no_warnings() -> Iterator[None]:
    """Ignore warnings, in the whole process unless filters are those of a thread."""
    of_thread = getattr(sys.flags, "context_aware_warnings", False)
    with _ignoring() if of_thread else _shared:
        yield
