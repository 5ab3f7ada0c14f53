"""Limits of the HTTP client."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class HttpLimits:
    """What may be requested, and how long the client keeps trying.

    Parameters
    ----------
    allow_http : bool
        Whether http:// is allowed in addition to https://.
    allow_private_addresses : bool
        Whether a host may be on a private or loopback network.
    max_connections : int
        Maximum number of simultaneous requests.
    per_hour : float
        Maximum number of resources that `HttpClient.get` requests in an hour, evenly spaced.
    max_tries : int
        Maximum number of requests for the same resource.
    timeout : float
        Seconds without a byte after which a connection is given up.
    max_seconds : float
        Seconds after which a response whose head or body arrives slowly is given up.
    max_offline_seconds : float
        Seconds to wait for a lost network before the run ends.
    backoff : float
        Seconds before the second try; each further wait is about twice as long.
    """

    allow_http: bool = False
    allow_private_addresses: bool = False
    max_connections: int = 8
    per_hour: float = math.inf
    max_tries: int = 6
    timeout: float = 30.0
    max_seconds: float = 180.0
    max_offline_seconds: float = 12 * 3600.0
    backoff: float = 1.0
