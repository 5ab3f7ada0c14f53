"""HTTP service: the API and the web page of ``folkhue serve``.

A request passes through these modules::

    protocol      connections: limits on their number, headers and time
    guard         every request: security headers, metrics, lingering close
    dependencies  API key and rate limit (admission)
    routes        one module for each resource
    image_jobs    requests with an image: the body is read, and becomes a job
    pool          decoder processes, replaced when they overrun
    worker        inside such a process: job → work → answer
"""
