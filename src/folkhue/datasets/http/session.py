"""A requests.Session that keeps to the limits and raises errors that say whether to retry."""

from __future__ import annotations

from http import HTTPStatus
from http.client import responses
from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import HTTPError

from folkhue.datasets.http.address_guard import GuardedAdapter
from folkhue.datasets.http.errors import (
    PermanentError,
    RangeNotSatisfiableError,
    TransientError,
    explain,
)
from folkhue.datasets.http.rate_limit import HostPauses, duration
from folkhue.datasets.http.retry import parse_retry_after

USER_AGENT = "folkhue (learns color names from tagged photographs)"
MAX_REDIRECTS = 5

_TRANSIENT = {
    HTTPStatus.REQUEST_TIMEOUT,
    HTTPStatus.TOO_EARLY,
    HTTPStatus.TOO_MANY_REQUESTS,
}


class HttpSession(requests.Session):
    """Sends all requests through one adapter; may be used by several threads.

    Parameters
    ----------
    adapter : GuardedAdapter
    pauses : HostPauses
        Notified of hosts that answer with Retry-After.
    """

    def __init__(self, adapter: GuardedAdapter, pauses: HostPauses) -> None:
        super().__init__()
        self._pauses = pauses
        self.headers["User-Agent"] = USER_AGENT
        self.max_redirects = MAX_REDIRECTS
        self.trust_env = False  # no passwords from ~/.netrc; the adapter knows the proxies
        self.cookies.set_policy(DefaultCookiePolicy(allowed_domains=()))
        self.adapters.clear()
        self.mount("", adapter)

    def request(
        self, method: str | bytes, url: str | bytes, *args: Any, **kwargs: Any
    ) -> requests.Response:
        """Send a request and follow redirects.

        Raises
        ------
        PermanentError, TransientError
            If there is no response.
        """
        try:
            return super().request(method, url, *args, **kwargs)
        except requests.TooManyRedirects as error:
            raise PermanentError(f"redirected more than {MAX_REDIRECTS} times") from error
        except (requests.RequestException, HTTPError, OSError, ValueError) as error:
            raise explain(error, str(url)) from error

    def raise_for_status(self, response: requests.Response, said: str) -> None:
        """Raise an error if a response has a status of 300 or more.

        Parameters
        ----------
        response : requests.Response
        said : str
            The beginning of its body.

        Raises
        ------
        PermanentError, TransientError
        """
        status = response.status_code
        if status < 300:
            self._pauses.note_success(urlsplit(response.url).netloc)
            return
        reason = f"the server answered {status} {responses.get(status, '')}".strip()
        if status in _TRANSIENT or status >= 500:
            retry_after = parse_retry_after(response.headers.get("Retry-After", ""))
            if retry_after:
                self._pauses.pause(urlsplit(response.url).netloc, retry_after)
            if retry_after and retry_after > 60:
                reason += f" and asks to wait {duration(retry_after)}"
            raise TransientError(reason, retry_after=retry_after)
        if status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
            raise RangeNotSatisfiableError("the server has no such part")
        raise PermanentError(reason, said)
