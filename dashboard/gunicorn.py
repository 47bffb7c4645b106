"""How gunicorn serves: its configuration file, read by `gunicorn --config python:dashboard.gunicorn`.

As gunicorn wants it, this module is its own edge: it reads the environment when it is loaded.
"""

from __future__ import annotations

import os
from typing import Any

from dashboard.settings import load_settings

_settings = load_settings(os.environ)

bind = f"{_settings.host}:{_settings.port}"
worker_class = "gthread"
workers = 2
threads = 4
# The default of 2 s drops idle browsers in the middle of a click.
keepalive = 75
preload_app = True
timeout = 60
# Each worker that ends its life after some thousand answers gives back what leaked, not all at once.
max_requests = 10_000
max_requests_jitter = 2_000
# A socket that commands can be sent to: nothing here needs it.
control_socket_disable = True
# No access log: addresses hold what people asked for.
accesslog = None


def on_starting(server: Any) -> None:
    """Before anything listens: `--bind` may name another address than PANTAU_HOST."""
    # A socket of the file system is given as text: it is on this machine.
    server.app.wsgi().check_listening(at[0] for at in server.cfg.address if isinstance(at, tuple))


def post_worker_init(worker: Any) -> None:
    """Stores are opened in the worker, never carried over a fork, and before it answers."""
    worker.wsgi.warm()


def worker_exit(_server: Any, worker: Any) -> None:
    worker.wsgi.close()
