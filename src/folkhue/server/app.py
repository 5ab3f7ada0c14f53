"""The server as an ASGI application."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from folkhue.server import routes
from folkhue.server.draining import drain_on_signal
from folkhue.server.guard import Guard
from folkhue.server.handlers import add_handlers
from folkhue.server.openapi import DocumentedApp
from folkhue.server.proxies import ForwardedClient
from folkhue.server.service import VERSION, Service
from folkhue.server.settings import Settings


def create_app(settings: Settings) -> FastAPI:
    """Create the application.

    Parameters
    ----------
    settings : Settings

    Returns
    -------
    FastAPI
        Its decoder processes start and end with its lifespan.
    """
    app = DocumentedApp(
        title="folkhue",
        summary="The colors of photographs, by the names that people give them.",
        version=VERSION,
        lifespan=_lifespan,
        docs_url=None,  # these pages would load scripts from other hosts
        redoc_url=None,
        redirect_slashes=False,
    )
    # FastAPI deprecates the parameter for the server's option, which would add the prefix to paths.
    app.root_path = settings.root_path
    app.state.service = Service(settings)
    for router in routes.routers(settings):
        app.include_router(router)
    add_handlers(app)
    _add_middleware(app, settings)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    service: Service = app.state.service
    service.decoders.start()
    loading = asyncio.create_task(service.load())
    with drain_on_signal(service):
        yield
    loading.cancel()
    await service.decoders.stop()


def _add_middleware(app: FastAPI, settings: Settings) -> None:
    if settings.cors:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.cors,
            allow_methods=["GET", "POST"],
            allow_headers=["Authorization", "Content-Type", "X-API-Key"],
            expose_headers=["Retry-After"],
        )
    app.add_middleware(
        Guard,
        metrics=app.state.service.metrics,
        cross_origin=bool(settings.cors),
        max_discarded=2 * settings.max_bytes,
    )
    if settings.proxies:
        app.add_middleware(ForwardedClient, networks=settings.proxies)
