"""Failed requests: what went wrong, and whether a retry may help."""

from __future__ import annotations

import errno
import socket
import ssl
from collections.abc import Iterator

from urllib3.exceptions import NewConnectionError
from urllib3.exceptions import TimeoutError as Urllib3TimeoutError

_NO_NETWORK = {errno.ENETUNREACH, errno.ENETDOWN, errno.EHOSTUNREACH}
_NO_NAME_SERVER = {socket.EAI_AGAIN, socket.EAI_FAIL}


class PermanentError(Exception):
    """A failure that no retry will change.

    Parameters
    ----------
    reason : str
    said : str
        What the server wrote, if that was read.
    """

    def __init__(self, reason: str, said: str = "") -> None:
        super().__init__(reason)
        self.said = said


class TooLargeError(PermanentError):
    """A file is larger than allowed."""


class RangeNotSatisfiableError(PermanentError):
    """The server has no bytes in the requested range."""


class TransientError(Exception):
    """A failure after which a retry may succeed.

    Parameters
    ----------
    reason : str
    retry_after : float, optional
        Seconds to wait, as the server requested.
    max_tries : int, optional
        Fewer tries than usual, where success is unlikely.
    offline : bool
        Whether there seems to be no network at all.
    """

    def __init__(
        self,
        reason: str,
        *,
        retry_after: float | None = None,
        max_tries: int | None = None,
        offline: bool = False,
    ) -> None:
        super().__init__(reason)
        self.retry_after, self.max_tries, self.offline = retry_after, max_tries, offline


class DownloadStoppedError(Exception):
    """The run is ending; no more requests are sent."""


def causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an exception, what caused it, what caused that, and so on."""
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__ or cause.__context__


def is_caused_by(error: BaseException, *kinds: type[BaseException]) -> bool:
    """Return whether an exception of some type is among the causes."""
    return any(isinstance(cause, kinds) for cause in causes(error))


def explain(error: Exception, host: str) -> PermanentError | TransientError:
    """Turn an exception of requests, urllib3 or the socket module into one of ours."""
    if isinstance(error, ValueError):  # also requests' InvalidURL and the like
        return PermanentError(f"not a web address: {error}")
    if is_caused_by(error, ssl.SSLCertVerificationError):
        return PermanentError(f"{host} has no valid certificate")
    if is_caused_by(error, ssl.SSLError):
        return TransientError("the encrypted connection broke")
    codes = {cause.errno for cause in causes(error) if isinstance(cause, OSError)}
    if is_caused_by(error, socket.gaierror):
        offline = bool(codes & _NO_NAME_SERVER)
        return TransientError(f"no address is known for {host}", offline=offline)
    if is_caused_by(error, NewConnectionError):
        return TransientError("cannot connect", offline=bool(codes & _NO_NETWORK))
    if is_caused_by(error, Urllib3TimeoutError):
        return TransientError("no answer in time")
    return TransientError("the connection broke off")
