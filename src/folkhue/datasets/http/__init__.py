"""One HTTP client: retries, rate limits, size limits, and no way into a private network.

::

    client.py          HttpClient: get, ask, download, retry
    session.py         a requests.Session that raises PermanentError or TransientError
    address_guard.py   the transport adapter: checks and resolves every hop of a redirect
    deadline.py        connections that give up a response whose head does not come in time
    retry.py           when to retry, how long to wait, and a lost network
    rate_limit.py      calls per hour, and hosts that requested a pause
    resume.py          a large file that is downloaded in parts
    limits.py          HttpLimits
    errors.py          what went wrong, and whether a retry may help
"""

from folkhue._utils.extras import require

require("download", "fetching photographs", "requests", "urllib3")

from folkhue.datasets.http.address_guard import is_public
from folkhue.datasets.http.client import Auth, HttpClient, HttpResponse
from folkhue.datasets.http.errors import (
    DownloadStoppedError,
    PermanentError,
    TooLargeError,
    TransientError,
)
from folkhue.datasets.http.limits import HttpLimits
from folkhue.datasets.http.rate_limit import RateLimiter
from folkhue.datasets.http.resume import remove_download
from folkhue.datasets.http.session import USER_AGENT

__all__ = [
    "USER_AGENT",
    "Auth",
    "DownloadStoppedError",
    "HttpClient",
    "HttpLimits",
    "HttpResponse",
    "PermanentError",
    "RateLimiter",
    "TooLargeError",
    "TransientError",
    "is_public",
    "remove_download",
]
