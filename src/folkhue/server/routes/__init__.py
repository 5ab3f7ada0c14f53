"""Routes of the server, one module for each resource."""

from __future__ import annotations

from fastapi import APIRouter

from folkhue.server.routes import colors, health, images, model, palettes, pictures, site
from folkhue.server.settings import Settings


def routers(settings: Settings) -> list[APIRouter]:
    """List all routers, in the order of the OpenAPI document."""
    api = (health, images, pictures, palettes, colors, model)
    return [*(module.router for module in api), site.make_router(settings.table, settings.model)]
