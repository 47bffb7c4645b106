"""What is wrong with a table of the configuration, in the office's words."""

import difflib
import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal, get_args, get_origin

import msgspec

from etl.options import Event, Fold, Join, Limits, Paging
from etl.source import Like, NextDay, Number, Part, Plus, Rule

_TYPES: Mapping[str, str] = {
    "str": "teks",
    "int": "bilangan bulat",
    "float": "bilangan",
    "bool": "true atau false",
    "array": "daftar [ … ]",
    "object": "tabel { … }",
    "null": "kosong",
    "date": "tanggal tanpa tanda kutip",
    "datetime": "waktu tanpa tanda kutip",
    "time": "jam tanpa tanda kutip",
}
_INNER: Mapping[str, type[msgspec.Struct]] = {
    "next_day": NextDay,
    "plus": Plus,
    "number": Number,
    "from": Part,
    "exclude": Like,
    "after": Rule,
    "version": Rule,
    "limits": Limits,
    "paging": Paging,
    "join": Join,
    "fold": Fold,
    "events": Event,
}


ASK = "TANYA"
"""A key that `etl source add` leaves where only the office can answer; with it nothing is loaded."""


_OWN_WORDS = ("exclude", "own_numbers", "empty", "when", "headers", "fold", "join")
"""Keys under which stand the source's own words, and never a question."""


def unknown_key(key: str, allowed: tuple[str, ...]) -> str:
    if key == ASK:
        return f"pertanyaan ini belum dijawab; baca keterangan di atasnya, jawab, lalu hapus kunci {ASK}"
    near = difflib.get_close_matches(key, allowed, n=1)
    hint = f'; mungkin maksudnya "{near[0]}"' if near else ""
    return f"kunci ini tidak dikenal{hint}; yang boleh: {', '.join(allowed)}"


def unanswered(raw: Any, path: str) -> Iterator[tuple[str, str]]:
    """The keys of a table that still hold the word in place of an answer, and a sentence. A table with the
    key is told by that one."""
    if raw == ASK:
        yield path, f'"{ASK}" belum dijawab; baca keterangan di atasnya, lalu ganti dengan jawabannya'
    for key, inner in raw.items() if isinstance(raw, dict) and ASK not in raw else ():
        if key == "from":
            # A column may well have this name; a part that is a table is asked for its constant.
            inner = [part for part in inner if isinstance(part, dict)] if isinstance(inner, list) else ()
        if key not in _OWN_WORDS:
            yield from unanswered(inner, f"{path}.{key}")
    for inner in raw if isinstance(raw, list) else ():
        yield from unanswered(inner, path)


def keys_of(shape: type[msgspec.Struct]) -> tuple[str, ...]:
    return tuple(field.encode_name for field in msgspec.structs.fields(shape))


def spoken(error: msgspec.ValidationError, path: str, shape: Any) -> tuple[str, str]:
    """The library's English → the key and a sentence. `path` names the table that was read as `shape`."""
    message, _, place = str(error).partition(" - at ")
    inside = re.sub(r"\[\.\.\.\]", "", place.strip("`").removeprefix("$"))
    key = path + inside
    shape = _shape_at(inside, shape)
    if unknown := re.search(r"unknown field `(.+)`", message):
        return f"{key}.{unknown[1]}", unknown_key(unknown[1], keys_of(shape))
    if missing := re.search(r"missing required field `(.+)`", message):
        return f"{key}.{missing[1]}", "kunci ini wajib ada"
    if typed := re.search(r"Expected `(.+)`, got `(.+)`", message):
        wanted = " atau ".join(_TYPES.get(word, word) for word in typed[1].split(" | "))
        return key, f"ditemukan {_TYPES.get(typed[2], typed[2])}; yang boleh: {wanted}"
    if value := re.search(r"Invalid enum value (.+)", message):
        allowed = ", ".join(_choices(shape, key.rpartition(".")[2]))
        return key, f"nilai {value[1]} tidak dikenal; yang boleh: {allowed}"
    return key, "isinya tidak sah untuk kunci ini"


def _shape_at(inside: str, shape: Any) -> Any:
    """The innermost table on the way to the place; the last name may be a key of it."""
    names = [name for name in re.split(r"[.\[\]\d]+", inside) if name]
    tables = [_INNER[name] for name in names if name in _INNER]
    return tables[-1] if tables else shape


def _choices(shape: type[msgspec.Struct], key: str) -> list[str]:
    for field in msgspec.structs.fields(shape):
        if field.encode_name == key:
            return [str(choice) for choice in _literals(field.type)]
    return []


def _literals(hint: Any) -> Iterator[Any]:
    if get_origin(hint) is Literal:
        yield from get_args(hint)
    else:
        for inner in get_args(hint):
            yield from _literals(inner)
