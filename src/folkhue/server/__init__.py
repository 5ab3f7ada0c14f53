"""HTTP service: the API and the web page of ``folkhue serve``.

A request passes through these modules::

    protocol      connections: limits on their number, headers and time; what is HTTP (request_head)
    proxies       who the client is behind proxies
    guard         every request: security headers, metrics, log, HEAD, lingering close
    dependencies  API key and rate limit (admission)
    routes        one module for each resource
    image_jobs    requests with an image: the query is checked (parameters), the body becomes a job
    pool          decoder processes, replaced when they overrun
    worker        inside such a process: job → bodies (multipart) → work → answer

`api_page` is the page at ``/docs``, `site` the one at ``/``.
"""
