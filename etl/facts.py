"""The canonical columns of each fact: what kind of value each holds, and what a row may not lack."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from etl.skm import UNSUR


class Kind(Enum):
    TEXT = "teks"
    CODE = "kode"
    WORD = "kata"
    INSTANT = "waktu"
    SCORE = "nilai"


@dataclass(frozen=True)
class Column:
    """`codes` names a reference table; `absent` is the code if nothing is mapped, `blank` that of a blank."""

    kind: Kind
    required: bool = False
    codes: str = ""
    words: tuple[str, ...] = ()
    absent: str | None = None
    blank: str | None = None
    future: bool = False
    """An instant that may lie ahead."""

    numbers: bool = False
    """A text that may well be a long number."""


@dataclass(frozen=True)
class Shape:
    """A fact's columns as the schema orders them, the instant at which it begins, and the pairs of instants
    that must keep their order."""

    columns: Mapping[str, Column]
    begins: str
    order: tuple[tuple[str, str], ...]
    ended: tuple[str, tuple[str, ...], str] | None = None
    """(column, words, instant): with one of these words the instant may not be empty."""

    @property
    def day(self) -> str:
        """The local day on which it begins: the day that it is counted on unless a metric says otherwise."""
        return f"{self.begins.removesuffix('_at')}_day"

    @property
    def coded(self) -> dict[str, str]:
        """The columns that hold codes, and the reference table of each."""
        return {name: column.codes for name, column in self.columns.items() if column.codes}


_TEXT = Column(Kind.TEXT)
_INSTANT = Column(Kind.INSTANT)
_WHEN = Column(Kind.INSTANT, required=True)
_OFFICE = Column(Kind.CODE, required=True, codes="offices")
_AREA = Column(Kind.CODE, codes="areas", absent="tidak-diketahui", blank="tidak-diketahui")
_SERVICE = Column(Kind.CODE, required=True, codes="services")
_CHANNEL = Column(Kind.CODE, required=True, codes="channels")
_COUNTER_CHANNEL = Column(Kind.CODE, required=True, codes="channels", absent="loket")
_ID = Column(Kind.TEXT, required=True, numbers=True)
_TICKET = Column(Kind.TEXT, numbers=True)


def _word(*words: str) -> Column:
    return Column(Kind.WORD, required=True, words=words)


SHAPES: Mapping[str, Shape] = MappingProxyType(
    {
        "request": Shape(
            {
                "id": _ID,
                "office": _OFFICE,
                "area": _AREA,
                "service": _SERVICE,
                "channel": _CHANNEL,
                "submitted_at": _WHEN,
                "completed_at": _INSTANT,
                "due_at": Column(Kind.INSTANT, future=True),
                "status": _word("completed", "refused", "withdrawn", "open"),
            },
            begins="submitted_at",
            order=(("submitted_at", "completed_at"),),
            ended=("status", ("completed", "refused", "withdrawn"), "completed_at"),
        ),
        "visit": Shape(
            {
                "id": _ID,
                "ticket": _TICKET,
                "office": _OFFICE,
                "area": _AREA,
                "service": _SERVICE,
                "channel": _COUNTER_CHANNEL,
                "counter": _TEXT,
                "priority": _TEXT,
                "taken_at": _WHEN,
                "called_at": _INSTANT,
                "started_at": _INSTANT,
                "finished_at": _INSTANT,
                "outcome": _word("served", "no_show", "left", "transferred", "open"),
            },
            begins="taken_at",
            # started is not compared with taken or called: it is often another clock.
            order=(
                ("taken_at", "called_at"),
                ("taken_at", "finished_at"),
                ("started_at", "finished_at"),
                ("called_at", "finished_at"),
            ),
        ),
        "answer": Shape(
            {
                "id": _ID,
                "office": _OFFICE,
                "area": _AREA,
                "service": _SERVICE,
                "channel": _COUNTER_CHANNEL,
                "answered_at": _WHEN,
                **dict.fromkeys(UNSUR, Column(Kind.SCORE)),
                "sex": _TEXT,
                "age_band": _TEXT,
                "education": _TEXT,
                "occupation": _TEXT,
            },
            begins="answered_at",
            order=(),
        ),
        "complaint": Shape(
            {
                "id": _ID,
                "office": _OFFICE,
                "channel": _CHANNEL,
                "category": Column(Kind.CODE, required=True, codes="categories"),
                "received_at": _WHEN,
                "responded_at": _INSTANT,
                "closed_at": _INSTANT,
                "status": _word("resolved", "open"),
            },
            begins="received_at",
            order=(("received_at", "responded_at"), ("received_at", "closed_at")),
        ),
    }
)

CODED = tuple(dict.fromkeys(codes for shape in SHAPES.values() for codes in shape.coded.values()))
"""The reference tables whose codes stand in facts."""

# Where the other instant is present, the pair is not compared.
UNLESS = MappingProxyType({("called_at", "finished_at"): "started_at"})

# U8 and U9 change places between the regulation and the usual form.
_NUMBERED = {f"u{number}": unsur for number, unsur in enumerate(UNSUR[:7], start=1)}
NUMBERED: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "regulation": {**_NUMBERED, "u8": "pengaduan", "u9": "sarana"},
        "questionnaire": {**_NUMBERED, "u8": "sarana", "u9": "pengaduan"},
    }
)
