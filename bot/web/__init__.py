"""The ASGI application: webhooks, health and the demo's page."""

from bot.web.app import application, hook
from bot.web.server import open_port, serve, serve_at

__all__ = ["application", "hook", "open_port", "serve", "serve_at"]
