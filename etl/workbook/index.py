"""What a workbook says of itself: its sheets, where they lie, since when days count, what is computed."""

import posixpath
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from etl.errors import SourceRefused
from etl.identity import told
from etl.workbook.scan import strict

_SHOWN = 40
_TRUE = ("1", "true", "on")
_VISIBLE = "visible"


@dataclass(frozen=True)
class SheetEntry:
    name: str
    path: str
    """Inside the zip, in small letters."""
    visible: bool


@dataclass(frozen=True)
class Index:
    """`stale`: the program that wrote the workbook left its formulas to be computed by Excel."""

    sheets: tuple[SheetEntry, ...]
    since_1904: bool
    stale: bool
    texts: str | None
    styles: str | None

    @classmethod
    def read(cls, part: Callable[[str], bytes]) -> "Index":
        """`part` gives a part of the zip by its name. Raises SourceRefused, and what expat raises."""
        path = dict(_targets(part("_rels/.rels"), "").values())["officeDocument"]
        folder, _, name = path.rpartition("/")
        targets = _targets(part(f"{folder}/_rels/{name}.rels"), folder)
        elements = _elements(part(path))
        sheets = [_entry(said, targets) for name, said in elements if name == "sheet"]
        of_kind = dict(targets.values())
        return cls(
            tuple(entry for entry in sheets if entry is not None),
            _says(elements, "workbookPr", "date1904"),
            _says(elements, "calcPr", "fullCalcOnLoad"),
            of_kind.get("sharedStrings"),
            of_kind.get("styles"),
        )

    def shared(self) -> dict[str, str]:
        """Parts that the sheets share: their usual name → where this workbook keeps them."""
        found = {"sharedStrings.xml": self.texts, "styles.xml": self.styles}
        return {name: path for name, path in found.items() if path is not None}


Said = Mapping[str, str]


def _elements(content: bytes) -> list[tuple[str, Said]]:
    """(name, what it says) of each element, without prefixes."""
    found: list[tuple[str, Said]] = []
    parser = strict()

    def start(name: str, said: dict[str, str]) -> None:
        found.append((name.rpartition(":")[2], said))

    parser.StartElementHandler = start
    parser.Parse(content, True)
    return found


def _says(elements: list[tuple[str, Said]], name: str, key: str) -> bool:
    return any(element == name and said.get(key, "").lower() in _TRUE for element, said in elements)


def _entry(said: Said, targets: Mapping[str, tuple[str, str]]) -> SheetEntry | None:
    """None for a chart or dialog, which has no rows."""
    reference = next((value for key, value in said.items() if key.endswith(":id")), "")
    kind, path = targets.get(reference, ("", ""))
    if kind != "worksheet":
        return None
    return SheetEntry(said["name"], path, said.get("state", _VISIBLE) == _VISIBLE)


def _targets(content: bytes, folder: str) -> dict[str, tuple[str, str]]:
    """Id → (kind, path in the zip) of a list of relations that stands for a part of this folder."""
    return {
        said["Id"]: (said["Type"].rpartition("/")[2], _path(said["Target"], folder))
        for name, said in _elements(content)
        if name == "Relationship" and said.get("TargetMode") != "External"
    }


def _path(target: str, folder: str) -> str:
    """A target is written from the folder of the part that names it, or from the root of the zip."""
    path = target.replace("\\", "/").lower()
    return posixpath.normpath(path if path.startswith("/") else f"{folder}/{path}").lstrip("/")


def sheet_of(index: Index, wanted: str | None) -> SheetEntry:
    """The sheet of that name; without a name the only one that a person sees."""
    shown = [entry for entry in index.sheets if entry.visible]
    if wanted is not None:
        for entry in index.sheets:
            if entry.name.strip() == wanted.strip():
                return entry
        raise SourceRefused(f'tidak ada lembar "{wanted}"; yang ada: {_names(index.sheets)}')
    if len(shown) == 1:
        return shown[0]
    if not shown:
        raise SourceRefused(
            "buku kerja ini tidak berisi lembar yang tampak; tampilkan lembarnya, lalu simpan"
        )
    raise SourceRefused(
        f"ada {len(shown)} lembar: {_names(shown)}; tulis yang mana, misalnya sheet = "
        f'"{told(shown[0].name)}" (pada source add: --sheet "{told(shown[0].name)}")'
    )


def _names(entries: list[SheetEntry] | tuple[SheetEntry, ...]) -> str:
    named = ", ".join(f'"{told(entry.name[:_SHOWN])}"' for entry in entries[:_SHOWN])
    return named + (f", dan {len(entries) - _SHOWN} lagi" if len(entries) > _SHOWN else "")
