"""One HTTP client: retries, rate limits, size limits, and no way into a private network."""

from folkhue.datasets.http.client import (
    Answer,
    Bucket,
    HttpClient,
    PermanentError,
    Rules,
    StoppedError,
    TransientError,
    is_public,
)

__all__ = [
    "Answer",
    "Bucket",
    "HttpClient",
    "PermanentError",
    "Rules",
    "StoppedError",
    "TransientError",
    "is_public",
]
