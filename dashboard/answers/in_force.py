"""By which definition a figure of the survey was made, and where the definitions changed."""

from dashboard import format as fmt
from dashboard import survey
from dashboard.filters import Filters
from dashboard.readable import Readable
from etl.skm import Definition, begun_within

ROUNDED = (
    "Ketiga bobot dipakai instansi pemerintah untuk sembilan unsur: 1/9 persis, atau dibulatkan 0,111 atau "
    "0,11. Indeks dengan bobot yang berbeda tidak boleh dibandingkan."
)


def words(reader: Readable, definition: Definition) -> str:
    """What counts, by which weight and whose rule."""
    return survey.told(definition, dict(reader.choices("unsur")))


def note(reader: Readable, filters: Filters) -> str:
    """Beside an index: whose weights, the office's own definition if there is one, and whether it changed."""
    definition = reader.definition(filters.end)
    notes = [ROUNDED] if len(definition.others) > 1 else []
    if definition.since is not None:
        notes.append(f"Definisi survei itu berlaku sejak {fmt.day(definition.since)}.")
    return " ".join([*notes, changed(reader, filters)]).strip()


def changed(reader: Readable, filters: Filters) -> str:
    """A figure follows one definition, whatever was in force before its last day; empty where none began."""
    days = _begun(reader, filters)
    if not days:
        return ""
    return (
        f"Dalam periode ini definisi survei berganti ({days}): seluruh periode dihitung menurut "
        "definisi yang berlaku pada hari terakhirnya."
    )


def apart(reader: Readable, filters: Filters) -> str:
    """Beside figures of one period after the other, each of which follows its own definition."""
    days = _begun(reader, filters)
    if not days:
        return ""
    return (
        f"Definisi survei berganti ({days}): tiap periode dihitung menurut definisi pada hari "
        "terakhirnya, dan indeks sebelum dan sesudahnya tidak sebanding."
    )


def _begun(reader: Readable, filters: Filters) -> str:
    """The days on which another definition began, in words; empty where none did."""
    end = min(filters.end, reader.data.last_day)
    begun = begun_within(reader.data.options.surveys, filters.start, end)
    return fmt.joined([fmt.day(each.since) for each in begun if each.since is not None])
