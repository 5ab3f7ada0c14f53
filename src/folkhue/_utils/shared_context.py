"""Changing what belongs to the whole process, while any number of threads need it changed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from threading import Lock


class SharedContext:
    """A context that several threads are in at once: the first enters it, the last leaves it.

    Were each to change the process and to restore what it found, the change of one thread would
    be what another restores.

    Parameters
    ----------
    make : callable
        Returns a context manager, which is used once.

    Examples
    --------
    >>> from contextlib import redirect_stdout
    >>> from io import StringIO
    >>> quiet = SharedContext(lambda: redirect_stdout(StringIO()))
    >>> with quiet, quiet:
    ...     print("not shown")
    """

    def __init__(self, make: Callable[[], AbstractContextManager[object]]) -> None:
        self._make = make
        self._lock = Lock()
        self._inside = 0

    def __enter__(self) -> None:
        with self._lock:
            if not self._inside:
                self._context = self._make()
                self._context.__enter__()
            self._inside += 1

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._inside -= 1
            if not self._inside:
                self._context.__exit__(None, None, None)
