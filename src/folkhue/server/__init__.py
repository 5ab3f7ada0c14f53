"""folkhue as a service over HTTP: ``folkhue serve``.

A request goes through these rooms::

    protocol    connections: how many, and how long headers may take
    guard       every request: headers of safety, counts, and a farewell to those we do not read
    admission   keys, rates, and room for what is sent
    app         routes
    decoding    a few processes that do what is dangerous, replaced when they overrun
    worker      what such a process does: bodies → images → answers
"""
