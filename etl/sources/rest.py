"""Pages of JSON from a server on the web, from where the last reading came to.

Values come as the json reader gives them: "pelapor.kelurahan", numbers as they are written, null is empty.
"""

import hashlib
import ipaddress
import re
from collections.abc import Iterator
from contextlib import closing, suppress
from typing import Any, BinaryIO
from urllib.parse import urljoin, urlsplit

from etl.cursor import WANTED, Highest, NoMark, Overlap, less
from etl.errors import SourceRefused
from etl.json_rows import MOST_NAMES, Flat, flattened, picked, read_delivery
from etl.json_text import Stream, items, lists, value_at
from etl.options import Paging
from etl.reader import Answer, Ask, Reader, Write, Wrong
from etl.source import SourceBlock, source_columns
from etl.web.client import Client, Page, Token

_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
_ADDRESS = re.compile(r"(?:https?:/)?/|\?")


def fetch_rest(ask: Ask, write: Write) -> Answer:
    """Raises SourceRefused."""
    block = ask.block
    token = Token(block.token_header, ask.secret if block.token_env else "")
    with Client(block.url or "", token, ask.deadline, block.limits.mib << 20) as client:
        return _Fetching(ask, write, client).all()


class _Fetching:
    """Page after page."""

    def __init__(self, ask: Ask, write: Write, client: Client) -> None:
        block = ask.block
        begin = ask.mark if ask.mark is not None else block.since
        self._block = block
        self._write = write
        self._client = client
        self._highest = Highest(begin, block.timezone, ask.now)
        self._since = {}
        if block.since_param is not None and begin is not None:
            self._since = {block.since_param: str(less(begin, Overlap.of(block.overlap)))}
        self._cursor = (block.cursor or "").strip()
        self._columns = source_columns(block)
        self._names: dict[str, None] = {}

    def all(self) -> Answer:
        seen: dict[str, int] = {}
        for number, page in enumerate(self._pages(), start=1):
            if number > self._block.limits.pages:
                page.body.close()
                raise SourceRefused(
                    f"lebih dari {number - 1} halaman, jadi tidak dimuat; majukan since, "
                    "atau naikkan limits.pages"
                )
            with closing(page.body):
                count, digest = self._rows(page.body)
            first = seen.setdefault(digest, number)
            if count and first != number:
                raise SourceRefused(
                    f"halaman {number} berisi persis halaman {first}; server tampaknya tidak mengindahkan "
                    "parameter halamannya. Periksa paging"
                )
            if not count and self._block.paging is not None and self._block.paging.page is not None:
                break
        try:
            self._highest.check()
        except NoMark:
            said = f'kolom cursor "{self._cursor}": diharapkan {WANTED}; pilih kolom lain'
            raise SourceRefused(said) from None
        return Answer(tuple(self._names), self._highest.mark)

    def _pages(self) -> Iterator[Page]:
        """The caller closes the body of one before it asks for the next, and stops at an empty one."""
        paging = self._block.paging or Paging()
        url, parameters = self._block.url or "", dict(self._since)
        number = paging.first
        asked: set[tuple[str, str]] = set()
        while True:
            if paging.page is not None:
                parameters[paging.page] = str(number)
                number += 1
            if (url, str(sorted(parameters.items()))) in asked:
                raise SourceRefused("server menunjuk ke halaman yang sudah dibaca; periksa paging.next")
            asked.add((url, str(sorted(parameters.items()))))
            page = self._client.get(url, parameters)
            try:
                # Looked for before the caller closes the body.
                leads = _lead(page, paging)
            except SourceRefused:
                page.body.close()
                raise
            yield page
            if paging.page is not None:
                continue
            if not leads:
                return
            if paging.param is not None:
                parameters[paging.param] = leads
            else:
                url, parameters = urljoin(page.url, leads), {}

    def _rows(self, body: BinaryIO) -> tuple[int, str]:
        """How many items the page has, and a hash of them."""
        count, digest = 0, hashlib.sha256()
        for _, value in _items(body, self._block):
            count += 1
            flat = flattened(value)
            digest.update(repr(value if flat is None else flat).encode("utf-8", "surrogatepass"))
            self._note(flat or {})
            self._write(picked(flat, self._columns))
        return count, digest.hexdigest()

    def _note(self, flat: Flat) -> None:
        """Which columns there are, and how far the cursor has come."""
        self._names.update(dict.fromkeys(flat))
        if len(self._names) > MOST_NAMES:
            raise SourceRefused(
                f"lebih dari {MOST_NAMES} nama kolom; tampaknya isi data dipakai sebagai nama"
            )
        if self._cursor:
            self._highest.see(flat.get(self._cursor))


def _items(body: BinaryIO, block: SourceBlock) -> Iterator[tuple[int, Any]]:
    path = block.rows or ""
    stream = Stream(body)
    first = stream.peek()
    if not first:
        return
    if first == "<":
        raise SourceRefused("server menjawab halaman HTML, bukan JSON; periksa url dan tokennya")
    if first == "{" and not path:
        raise SourceRefused(f"jawaban server berupa objek; tulis rows = {_choices(body)}")
    yield from items(stream, path.split(".") if path else [], path)
    stream.end()


def _choices(body: BinaryIO) -> str:
    with suppress(SourceRefused):
        found = [f'"{name[:40]}"' for name in lists(Stream(body))]
        return " atau ".join(found[:5]) or "jalan ke daftarnya"
    return "jalan ke daftarnya"


def _lead(page: Page, paging: Paging) -> str | None:
    """What the answer says of the next page: an address, or a value for `param`."""
    if paging.link:
        return page.next
    if paging.next is None:
        return None
    found = value_at(Stream(page.body), paging.next.split("."))
    if found is None or found == "" or found is False:
        return None
    if not isinstance(found, str):
        raise SourceRefused(f'paging.next = "{paging.next}": di sana tidak ada teks atau bilangan')
    if paging.param is None and not _ADDRESS.match(found):
        raise SourceRefused(
            f'paging.next = "{paging.next}" berisi tanda, bukan alamat; tulis juga param = nama parameternya'
        )
    return found


def _check(block: SourceBlock) -> Iterator[Wrong]:
    if block.url is None:
        yield "url", 'tulis alamatnya, misalnya "https://elok.contoh.go.id/api/permohonan"'
        return
    try:
        url = urlsplit(block.url)
        sound = bool(url.hostname) and (url.port or 1) > 0
    except ValueError:
        sound = False
    if not sound or url.scheme not in ("http", "https") or url.username or url.password:
        yield "url", "tulis alamat yang dimulai https://, tanpa akun dan sandi di dalamnya"
    elif url.scheme == "http" and not (block.allow_http or _is_here(url.hostname or "")):
        yield (
            "url",
            (
                "http tidak disandikan, jadi token dan isinya terbaca di jalan; pakai https, atau tulis "
                "allow_http = true bila jaringannya milik kantor sendiri"
            ),
        )
    if block.token_header is not None and not _HEADER.fullmatch(block.token_header):
        yield "token_header", 'tulis nama header, misalnya "X-Api-Key"'


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


READER = Reader(
    kind="rest",
    read=read_delivery,
    options=frozenset(
        {
            *("url", "allow_http", "token_env", "token_header", "rows", "paging"),
            *("since_param", "cursor", "since", "overlap", "limits"),
        }
    ),
    check=_check,
    fetch=fetch_rest,
)
