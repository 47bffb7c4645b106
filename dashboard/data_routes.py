"""Addresses of the open data. Each answer is made once a version; who has it already gets 304."""

from __future__ import annotations

import json
from collections.abc import Callable

from flask import Flask, Response, abort, redirect, request

from dashboard import metadata, opendata
from dashboard.guard import OPEN, Route
from dashboard.public_reader import PublicReader
from dashboard.row_json import Row

_ENDPOINTS = (
    "data_home",
    "data_csv",
    "data_package",
    "data_form",
    "api_home",
    "api_now",
    "api_table",
    "api_form",
)
ROUTES: dict[str, Route] = dict.fromkeys(_ENDPOINTS, OPEN)
_JSON, _CSV = "application/json", "text/csv"
_MOST_KEPT = 100


class DataRoutes:
    """`reader` gives the published figures, or None while there are none (then 404)."""

    def __init__(self, reader: Callable[[], PublicReader | None]) -> None:
        self._reader = reader
        self._made: dict[tuple[str, str], bytes] = {}

    def register(self, server: Flask) -> None:
        server.add_url_rule("/data", "data_home", lambda: redirect("/data/", 308))
        server.add_url_rule("/data/datapackage.json", "data_package", self.package)
        server.add_url_rule("/data/<name>.csv", "data_csv", self.csv)
        for name in metadata.FORMS:
            server.add_url_rule(f"/data/{name}.csv", "data_form", self.form_csv, defaults={"name": name})
            server.add_url_rule(f"/api/v1/{name}", "api_form", self.form, defaults={"name": name})
        server.add_url_rule("/api/v1/", "api_home", self.catalogue)
        server.add_url_rule("/api/v1/now", "api_now", self.now)
        server.add_url_rule("/api/v1/<name>", "api_table", self.table)

    def package(self) -> Response:
        return self._answer(_JSON, lambda reader: _dumped(opendata.package(reader)))

    def catalogue(self) -> Response:
        return self._answer(_JSON, lambda reader: _dumped(opendata.catalogue(reader)))

    def now(self) -> Response:
        return self._answer(_JSON, lambda reader: _dumped(opendata.now(reader)))

    def csv(self, name: str) -> Response:
        response = self._answer(_CSV, lambda reader: opendata.to_csv(_dataset(reader, name), reader))
        response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
        return response

    def form(self, name: str) -> Response:
        return self._answer(_JSON, lambda reader: _dumped(metadata.to_json(name, reader)))

    def form_csv(self, name: str) -> Response:
        response = self._answer(_CSV, lambda reader: metadata.to_csv(name, reader))
        response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
        return response

    def table(self, name: str) -> Response:
        return self._answer(_JSON, lambda reader: _dumped(opendata.to_json(_dataset(reader, name), reader)))

    def _answer(self, mimetype: str, make: Callable[[PublicReader], str]) -> Response:
        """What is asked beside the address is refused: a filter that does nothing would deceive."""
        if request.query_string:
            abort(400)
        reader = self._reader()
        if reader is None:
            abort(404)
        key = (request.path, reader.data.version)
        body = self._made.get(key)
        if body is None:
            body = make(reader).encode()
            if len(self._made) >= _MOST_KEPT:
                self._made.clear()
            self._made[key] = body
        response = Response(body, mimetype=mimetype)
        response.set_etag(reader.data.version)
        response.make_conditional(request)
        return response


def _dataset(reader: PublicReader, name: str) -> opendata.Dataset:
    found = opendata.datasets(reader).get(name)
    if found is None:
        abort(404)
    return found


def _dumped(answer: Row) -> str:
    return json.dumps(answer, ensure_ascii=False)
