"""folkhue as a service: an HTTP API, and a page that needs none."""
