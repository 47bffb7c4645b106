"""The page that a browser gets first: the whole content as plain HTML, and Dash's root beside it.

The root is laid out unseen (`visibility: hidden`) until its graphs are drawn; `first_paint.js` then takes the
plain content away. Without scripts the plain content stays.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any, cast

from dash import Dash, dcc, html
from flask import Flask, g

from dashboard.content import View
from dashboard.static import ASSETS, Files

# What the renderer does not need and a stranger need not know.
_UNSAID = ("dash_version", "dash_version_url", "ddk_version", "plotly_version", "python_version", "end_id")
_DEV_TOOLS = (
    "ui",
    "props_check",
    "serve_dev_bundles",
    "hot_reload",
    "silence_routes_logging",
    "prune_errors",
    "validate_callbacks",
)
_NOTHING = View("Pantau", html.Div())
_INDEX = """<!DOCTYPE html>
<html lang="id">
<head>
{%metas%}
<title>{%title%}</title>
{%favicon%}
{%css%}
</head>
<body>
<div id="first-paint">{%first_paint%}</div>
<div id="app-root">{%app_entry%}</div>
{%config%}
{%scripts%}
{%renderer%}
</body>
</html>
"""


class App(Dash):
    """Dash without its surprises: nothing from another host, no registry, no tools, no versions told."""

    def __init__(
        self, name: str, server: Flask, *, prefix: str, files: Files, first_paint: Callable[[], View]
    ) -> None:
        self._files = files
        self._first_paint = first_paint
        self._warm = False
        super().__init__(
            name,
            server=cast(Any, server),
            assets_folder=str(ASSETS),
            pages_folder="",
            use_pages=False,
            routes_pathname_prefix="/",
            requests_pathname_prefix=prefix,
            serve_locally=True,
            assets_external_path="",
            include_assets_files=True,
            compress=False,
            suppress_callback_exceptions=True,
            title="Pantau",
            update_title=cast(Any, None),
            index_string=_INDEX,
            add_log_handler=False,
            enable_mcp=False,
        )
        self.layout = html.Div([dcc.Location(id="url", refresh=False), html.Div(id="content")])

    def _setup_dev_tools(self, **_: Any) -> Any:
        # All named, so that no DASH_… variable of the environment can turn one on.
        return super()._setup_dev_tools(**dict.fromkeys(_DEV_TOOLS, False))  # type: ignore[no-untyped-call]

    def _config(self) -> dict[str, Any]:
        config: dict[str, Any] = super()._config()  # type: ignore[no-untyped-call]
        return {key: value for key, value in config.items() if key not in _UNSAID}

    def index(self, *args: Any, **kwargs: Any) -> tuple[str, int]:
        page: str = super().index(*args, **kwargs)  # type: ignore[no-untyped-call]
        return page, g.status

    def interpolate_index(self, **parts: str) -> str:  # type: ignore[override]
        view = self._first_paint() if self._warm else _NOTHING
        g.status = view.status
        parts["css"] = self._files.by_content(parts["css"])
        parts["scripts"] = self._files.by_content(parts["scripts"])
        # Dash says "Loading..." here, in English, over content that is already there.
        parts["app_entry"] = '<div id="react-entry-point"></div>'
        parts["favicon"] = self._favicon_link()
        parts["title"] = escape(f"{view.title} · Pantau")
        # Last, in one step: what the content says is never read as a place to fill.
        page: str = super().interpolate_index(**parts)  # type: ignore[no-untyped-call]
        return page.replace("{%first_paint%}", view.html, 1)

    def _favicon_link(self) -> str:
        name = next((n for n in ("favicon.svg", "favicon.ico") if n in self._files.assets), None)
        if name is None:
            return '<link rel="icon" href="data:,">'
        return f'<link rel="icon" href="{self._files.address(name, self.config.requests_pathname_prefix)}">'

    def warm_up(self) -> None:
        """What Dash does at the first request, before there are several at once: else some of them fail.

        The store stays closed: this runs before the workers are forked.
        """
        hosts = self.server.config["TRUSTED_HOSTS"]
        with self.server.test_request_context("/", base_url=f"http://{hosts[0].lstrip('.')}"):
            self._setup_server()  # type: ignore[no-untyped-call]
            self.index()
        self._warm = True
        self._files.load_suites(self.registered_paths)
        self.server.config["SCRIPT_HASHES"] = tuple(self.csp_hashes())
        self.server.view_functions["_dash_assets.static"] = self._files.serve_asset
        suites = "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>"
        self.server.view_functions[suites] = self._files.serve_suite
