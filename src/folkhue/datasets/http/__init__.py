"""One HTTP client: retries, rate limits, size limits, and no way into a private network."""

from folkhue.datasets.http.client import (
    DownloadStoppedError,
    HttpClient,
    HttpLimits,
    HttpResponse,
    PermanentError,
    RateLimiter,
    TransientError,
    is_public,
    remove_download,
)

__all__ = [
    "DownloadStoppedError",
    "HttpClient",
    "HttpLimits",
    "HttpResponse",
    "PermanentError",
    "RateLimiter",
    "TransientError",
    "is_public",
    "remove_download",
]
