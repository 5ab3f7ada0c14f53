"""Photographs at an address of the web, one at a time and on request only."""

from __future__ import annotations

import re

from folkhue._utils.extras import require
from folkhue.errors import DownloadError
from folkhue.images.photo import Photo, read_photo

MAX_BYTES = 30_000_000
"""Size of the largest file that is fetched."""

_KEY = re.compile(r"download\.web\.(\w+): true")


def open_url(
    address: str,
    *,
    max_bytes: int = MAX_BYTES,
    timeout: float = 30.0,
    http: bool = False,
    private_addresses: bool = False,
) -> Photo:
    """Fetch and decode a photograph from an address.

    No other function fetches anything: an address that somebody else typed is opened only where a
    program says so. Failures that may pass, such as a busy server, are tried three times.

    Parameters
    ----------
    address : str
        Starting with ``https://``.
    max_bytes : int
        A larger file is given up.
    timeout : float
        Seconds without a byte after which a connection is given up.
    http : bool
        Whether ``http://`` is allowed, too.
    private_addresses : bool
        Whether hosts in private networks, and this machine, are allowed. Without, an address that
        leads there, also by a redirect, is refused.

    Returns
    -------
    Photo

    Raises
    ------
    DownloadError
        If the address cannot be fetched, with the reason.
    ImageError
        If what comes is not a photograph.
    MissingExtraError
        If the extra ``download`` is not installed.
    """
    require("download", "folkhue.open_url", "requests", "urllib3")
    from folkhue.datasets.http import HttpClient, HttpLimits
    from folkhue.datasets.http.errors import PermanentError, TransientError

    limits = HttpLimits(
        allow_http=http,
        allow_private_addresses=private_addresses,
        max_tries=3,
        timeout=timeout,
        max_offline_seconds=0.0,
    )
    try:
        contents = HttpClient(limits).get(address, max_bytes, lambda response: response.content)
    except (PermanentError, TransientError) as error:
        # What the client forbids, it explains by keys of params.yaml.
        reason = _KEY.sub(r"\1=True", str(error))
        raise DownloadError(f"{address}: {reason}") from error
    return read_photo(contents)
