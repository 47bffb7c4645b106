"""One server, one page at a time: retried with patience, within limits, and never led to another host."""

import re
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import BinaryIO, cast
from urllib.parse import SplitResult, urljoin, urlsplit

import requests
from requests.exceptions import SSLError
from urllib3.exceptions import HTTPError
from urllib3.util import Retry

from etl.deadline import Deadline
from etl.errors import SourceRefused
from etl.web.sockets import Sockets, adapter

TRIES = 5
FIRST_WAIT, LONGEST_WAIT = 0.5, 60.0
"""Seconds before the second try, doubled each time; and at most what a server may ask for."""

_MOST_HOPS = 3
_CONNECT_SECONDS, _SILENT_SECONDS = 10, 30
_PIECE = 1 << 16
_BUSY = frozenset({429, 500, 502, 503, 504})
_NO_CONTENT = 204
_MOVED = frozenset({301, 302, 303, 307, 308})
_TOKEN = re.compile(r"[\x21-\x7e]+")
_WHY = {
    401: "server menolak tokennya (401); periksa isi variabel token_env dan token_header",
    403: "server tidak mengizinkan token ini membaca alamat itu (403); minta hak baca",
    404: "alamat itu tidak ada di server (404); periksa url",
}


@dataclass(frozen=True)
class Page:
    """`body` is the answer, `next` the address that its header Link names as the next."""

    body: BinaryIO
    url: str
    next: str | None


@dataclass(frozen=True)
class Token:
    """Sent in this header, to the host of the address and to no other."""

    header: str | None
    text: str

    def headers(self) -> dict[str, str]:
        """Raises SourceRefused."""
        if not self.text:
            return {}
        if not _TOKEN.fullmatch(self.text):
            raise SourceRefused("isi variabel token_env bukan token: ada spasi, baris baru, atau huruf asing")
        return {self.header: self.text} if self.header else {"Authorization": f"Bearer {self.text}"}


class _Again(Exception):  # noqa: N818 (it says what to do)
    """What may pass: `why` is the sentence if it does not, `after` the seconds that the server asks for."""

    def __init__(self, why: str, after: float | None = None) -> None:
        super().__init__(why)
        self.why = why
        self.after = after


class Client:
    """Asks one host. Closed, it leaves no connection."""

    def __init__(self, url: str, token: Token, deadline: Deadline, most_bytes: int) -> None:
        """Raises SourceRefused for a token that is none."""
        self._home = urlsplit(url)
        self._deadline = deadline
        self._left = most_bytes
        self._sockets = Sockets()
        self._session = requests.Session()
        # The environment's netrc would send other passwords, and its proxies see the token.
        self._session.trust_env = False
        self._session.headers.update(
            {"Accept": "application/json", "User-Agent": "pantau", **token.headers()}
        )
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, adapter(self._sockets))

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._session.close()

    def get(self, url: str, parameters: Mapping[str, str]) -> Page:
        """The caller closes the body. Raises SourceRefused."""
        wait = FIRST_WAIT
        for attempt in range(1, TRIES + 1):
            try:
                with self._deadline.interrupting(self._sockets.shut):
                    return self._followed(url, parameters)
            except _Again as again:
                self._deadline.check()
                pause = wait if again.after is None else min(again.after, LONGEST_WAIT)
                if attempt == TRIES or pause > self._deadline.left:
                    raise SourceRefused(f"{again.why}, juga setelah dicoba {attempt} kali") from None
                time.sleep(pause)
                wait *= 2
        raise AssertionError("the last try ends it")

    def _followed(self, url: str, parameters: Mapping[str, str]) -> Page:
        for _ in range(_MOST_HOPS + 1):
            self._refuse_elsewhere(url)
            with self._asked(url, parameters) as response:
                place = response.headers.get("location")
                if response.status_code in _MOVED and place:
                    url, parameters = urljoin(response.url, place), {}
                    continue
                _refuse(response)
                return Page(self._body(response), response.url, _next(response))
        raise SourceRefused("server mengalihkan berputar-putar; tulis alamat akhirnya di url")

    def _refuse_elsewhere(self, url: str) -> None:
        with suppress(ValueError):
            if _origin(urlsplit(url)) == _origin(self._home):
                return
        raise SourceRefused(
            "server menunjuk ke alamat di server lain, dan token tidak dikirim ke sana; bila memang pindah, "
            "tulis alamat barunya di url"
        )

    def _asked(self, url: str, parameters: Mapping[str, str]) -> requests.Response:
        waits = (_CONNECT_SECONDS, max(1.0, min(_SILENT_SECONDS, self._deadline.left)))
        try:
            return self._session.get(
                url, params=dict(parameters), timeout=waits, stream=True, allow_redirects=False
            )
        except SSLError:
            raise SourceRefused(
                "sertifikat server tidak sah; periksa nama server di url, atau minta sertifikatnya diperbarui"
            ) from None
        except (requests.ConnectionError, requests.Timeout):
            raise _Again("server tidak dapat dihubungi; periksa url dan jaringannya") from None
        except (requests.RequestException, HTTPError, ValueError, OSError):
            raise SourceRefused("server tidak dapat ditanya begitu; periksa url") from None

    def _body(self, response: requests.Response) -> BinaryIO:
        """A copy that has no name in any folder."""
        copy = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115 (the caller closes it)
        try:
            while piece := response.raw.read1(_PIECE, decode_content=True):
                self._left -= len(piece)
                if self._left < 0:
                    raise SourceRefused(
                        "jawaban server lebih besar dari batasnya, jadi tidak dimuat; majukan since, "
                        "atau naikkan limits.mib"
                    )
                self._deadline.check()
                copy.write(piece)
            # A connection that was shut, or that broke off in the head, ends like one that is done.
            self._deadline.check()
            if not copy.tell() and response.status_code != _NO_CONTENT:
                raise _Again("server menjawab tanpa isi")
        except (HTTPError, OSError):
            copy.close()
            raise _Again("jawaban server terputus di tengah jalan") from None
        except BaseException:
            copy.close()
            raise
        copy.seek(0)
        return copy


def _origin(url: SplitResult) -> tuple[str, str | None, int | None]:
    """Raises ValueError for a port that is none."""
    return url.scheme, url.hostname, url.port or {"http": 80, "https": 443}.get(url.scheme)


def _refuse(response: requests.Response) -> None:
    code = response.status_code
    if code in _BUSY:
        raise _Again(f"server sedang sibuk atau rusak ({code})", _after(response))
    if not 200 <= code < 300:
        raise SourceRefused(_WHY.get(code, f"server menolak permintaan ini ({code}); periksa url"))


def _after(response: requests.Response) -> float | None:
    said = response.headers.get("retry-after")
    with suppress(Exception):
        return None if said is None else max(0.0, float(Retry().parse_retry_after(said)))
    return None


def _next(response: requests.Response) -> str | None:
    with suppress(ValueError, KeyError):
        place = response.links.get("next", {}).get("url")
        return None if place is None else urljoin(response.url, place)
    return None
