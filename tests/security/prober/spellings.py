"""Other ways to write an address, and addresses that Dash, Flask and their neighbours are known for."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote, urlencode

KNOWN = (
    "", "_dash-layout", "_dash-dependencies", "_dash-update-component", "_reload-hash", "_favicon.ico",
    "_dash-config", "_dash-ws-callback", "_mcp", "mcp", "mcp/", "_dash-mcp", "sse", "messages/", "api",
    "api/v1/",
    "_dash-component-suites/dash/dash.py", "_dash-component-suites/dash/..%2f..%2fflask/app.py",
    "_dash-component-suites/dashboard/staff.py", "assets/", "assets/../pyproject.toml",
    "assets/%2e%2e/%2e%2e/etc/passwd", "assets/..%5c..%5cProcfile", "static/", "static/../app.py", "console",
    "?__debugger__=yes&cmd=resource&f=debugger.js", "?__debugger__=yes&cmd=paste", "_alive_x", "debug",
    "login",
    "logout", "admin", "user", "users", "health", "healthz", "readyz", "metrics", "status", "server-status",
    "env",
    ".env", ".git/config", "config.json", "robots.txt", "sitemap.xml", "openapi.json", "swagger", "graphql",
    "ws",
    "socket.io/", "data/", "unduh/", "unduh/x/y.csv", "index.html", "wp-login.php", "cgi-bin/test", "backup",
    "office.db", "%00", "%ff", "..%2f", "a" * 4000,
)  # fmt: skip
"""Below the prefix of an app."""

METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "X")

AUTHORITY = {
    "role": "admin", "peran": "camat", "user": "camat", "username": "camat", "account": "1", "admin": "true",
    "scope": "all", "unit": "*", "office": "*", "is_admin": "1", "authenticated": "1", "token": "x",
    "as": "camat",
    "session": "1", "debug": "1", "preview": "1", "internal": "1", "_method": "GET", "next": "//evil.example",
}  # fmt: skip
JOBS = ("oldJob=1", "cancelJob=1", "oldJob=1&cancelJob=1", "job=1&cacheKey=x", "cacheKey=../../etc/passwd")


def addresses(path: str) -> Iterator[str]:
    """A path of this host, written otherwise, as it goes over the wire."""
    first, _, rest = path.removeprefix("/").partition("/")
    yield path
    yield from (f"/{path}", f"//{path}", f"{path}/", f"{path}//", f"{path}/.", f"/.{path}", f"/x/..{path}")
    yield from (path.upper(), path.title(), path.swapcase())
    if rest:
        yield from (
            f"/{first}//{rest}", f"/{first}/./{rest}", f"/{first}/x/../{rest}", f"/{first}/../{first}/{rest}",
            f"/{first}%2f{rest}", f"/{first}%252f{rest}", f"/{first}%5c{rest}", f"/{first}\\{rest}",
            f"/{first};/{rest}", f"/{first}%20/{rest}", f"/{first}/%2e/{rest}", f"/x/%2e%2e/{first}/{rest}",
            f"/{rest}", f"//{rest}", f"/{first}%ef%bc%8f{rest}", f"/{first}%e2%88%95{rest}",
        )  # fmt: skip
    encoded = "".join(f"%{byte:02x}" for byte in first.encode())
    yield from (f"/{encoded}/{rest}", f"/%2f{path.removeprefix('/')}", f"%2f{path.removeprefix('/')}")
    for end in (
        "%00",
        "%09",
        "%0a",
        "%20",
        ".",
        ";x=1",
        "%23",
        "%3f",
        "?",
        "?x",
        "#x",
        "%c0%af",
        "..;/",
        "%2f",
    ):
        yield path + end
    yield from (f"/%09{path}", f"/%00{path}", f"http://localhost{path}", f"//localhost{path}", f"/.;{path}")
    yield f"{path}?{urlencode(AUTHORITY)}"


def values(path: str) -> Iterator[str]:
    """The same as the text that a callback is told."""
    yield from addresses(path)
    plain = path.removeprefix("/")
    yield from (
        plain,
        path.replace("/", "\\"),
        f"\\\\{plain}",
        f"\t{path}",
        f"{path}\n",
        f"{path}\x00",
        f" {path}",
    )
    yield from (f"/{quote(plain, safe='')}", path.replace("a", "\u0430"), path.replace("/", "\u2215"))
    yield from (f"{path}\u200b", f"javascript:{path}", f"http://evil.example{path}", f"{path}\ud800")
