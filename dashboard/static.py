"""Style sheets and scripts: read and packed once, kept for ever under an address made of their content."""

from __future__ import annotations

import gzip
import mimetypes
import pkgutil
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from flask import Response, abort, request

ASSETS = Path(__file__).resolve().parent.parent / "assets"
_PACKED = ("text/", "application/javascript", "application/json", "image/svg+xml")
# Dash writes the time of change; two machines have two times for one content.
_ADDRESS = re.compile(r'(assets/([^"?]+))\?m=[0-9.]+')
_FINGERPRINT = re.compile(r"\.v[\w-]+m[0-9a-fA-F]+(?=\.)")


@dataclass(frozen=True)
class File:
    body: bytes
    packed: bytes | None
    mimetype: str
    digest: str


class Files:
    """What one app serves as it is."""

    def __init__(self, folder: Path = ASSETS) -> None:
        paths = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.name[0] != "."]
        self.assets = {p.relative_to(folder).as_posix(): _file(p.name, p.read_bytes()) for p in paths}
        self.suites: dict[tuple[str, str], File] = {}

    def load_suites(self, registered: Mapping[str, set[str]]) -> None:
        """The scripts of Dash's component packages. Only what Dash registered is served."""
        for package, paths in registered.items():
            for path in paths:
                file = _suite(package, path)
                if file is not None:
                    self.suites[package, path] = file

    def stylesheets(self, prefix: str) -> list[str]:
        names = (name for name in self.assets if name.endswith(".css") and "/" not in name)
        return [self.address(name, prefix) for name in names]

    def address(self, name: str, prefix: str) -> str:
        return f"{prefix}assets/{name}?v={self.assets[name].digest}"

    def by_content(self, html: str) -> str:
        """The same tags with addresses that change when, and only when, the content does."""

        def address(match: re.Match[str]) -> str:
            file = self.assets.get(match[2])
            return f"{match[1]}?v={file.digest}" if file else match[0]

        return _ADDRESS.sub(address, html)

    def serve_asset(self, filename: str) -> Response:
        file = self.assets.get(filename)
        if file is None:
            abort(404)
        return _response(file, immutable=request.args.get("v") == file.digest)

    def serve_suite(self, package_name: str, fingerprinted_path: str) -> Response:
        path, marked = _FINGERPRINT.subn("", fingerprinted_path)
        file = self.suites.get((package_name, path))
        if file is None:
            abort(404)
        return _response(file, immutable=marked == 1)


def _response(file: File, *, immutable: bool) -> Response:
    packed = file.packed is not None and request.accept_encodings.quality("gzip") > 0
    response = Response(file.packed if packed else file.body, mimetype=file.mimetype)
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    if file.packed is not None:
        response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if immutable else "no-cache"
    response.set_etag(file.digest + ("-gzip" if packed else ""))
    return response.make_conditional(request)  # type: ignore[return-value]  # the same response comes back


@cache
def _suite(package: str, path: str) -> File | None:
    # Both apps serve the same bytes: they are packed and held once.
    try:
        body = pkgutil.get_data(package, path)
    except OSError:
        return None
    return None if body is None else _file(path, body)


def _file(name: str, body: bytes) -> File:
    mimetype = mimetypes.guess_type(name)[0] or "application/octet-stream"
    if mimetype == "text/javascript":
        mimetype = "application/javascript"
    worth = mimetype.startswith(_PACKED) and len(body) > 1024
    packed = gzip.compress(body, compresslevel=6, mtime=0) if worth else None
    return File(body, packed, mimetype, sha256(body).hexdigest()[:16])
