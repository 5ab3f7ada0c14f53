# syntax=docker/dockerfile:1
FROM python:3.13.9-slim-trixie AS built

WORKDIR /source
COPY pyproject.toml README.md LICENSE requirements.txt ./
COPY src ./src
# requirements.txt lists more than a server needs, so it only constrains versions.
RUN sed -E 's/[[:space:]]*\\$//; /^[[:space:]]*--hash/d' requirements.txt > constraints.txt \
    && python -m venv /opt/folkhue \
    && /opt/folkhue/bin/pip install --no-cache-dir --constraint constraints.txt ".[server,fast]" \
    && /opt/folkhue/bin/pip uninstall --yes pip

FROM python:3.13.9-slim-trixie

RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin folkhue
COPY --from=built /opt/folkhue /opt/folkhue
USER 10001:10001
ENV PATH=/opt/folkhue/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 NUMBA_CACHE_DIR=/tmp
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
ENTRYPOINT ["folkhue", "serve"]
CMD ["--host", "0.0.0.0", "--port", "8000"]
