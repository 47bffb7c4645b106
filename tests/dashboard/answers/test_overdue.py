"""What lies overdue by office: the same count as the list and as the page Ringkasan, whatever the period."""

from datetime import date

from dashboard import findings
from dashboard.answers import overdue
from dashboard.filters import Filters
from dashboard.reader import Reader
from dashboard.rights import scope_of
from dashboard.roles import Role
from dashboard.store import Store
from tests.conftest import Loaded
from tests.dashboard.site import LURAH_OFFICE

NEVER = Filters(date(2020, 1, 1), date(2020, 1, 31))


def staff(loaded: Loaded, role: Role, office: str | None = None) -> Reader:
    found = Store(str(loaded.office.warehouse), "staff").reader(scope_of(role, office))
    assert found is not None
    return found


def test_the_offices_add_up_to_all(loaded: Loaded) -> None:
    reader = staff(loaded, Role.CAMAT)
    section = overdue.by_office(reader, NEVER)
    *offices, whole = section.table.rows
    assert len(offices) > 3
    for fact, keys in (("request", ["requests"]), ("complaint", ["selesai", "tanggapan"])):
        many = sum(row["n"] for row in reader.late_counts(fact, filters=NEVER))
        assert sum(row[key] for row in offices for key in keys) == sum(whole[key] for key in keys) == many
    assert section.n == whole["n"]
    assert [row["requests"] for row in offices] == sorted((row["requests"] for row in offices), reverse=True)


def test_its_sentence_says_what_the_page_says_and_where(loaded: Loaded) -> None:
    reader = staff(loaded, Role.CAMAT)
    section = overdue.by_office(reader, NEVER)
    (found,) = findings.overdue(reader, NEVER)
    since = found.words.rsplit("jatuh tempo ", 1)[1].rstrip(".")
    whole = section.table.rows[-1]
    first = section.table.rows[0]
    assert section.sentence.startswith(
        f"{whole['requests']} permohonan belum selesai dan lewat batas waktu, "
        f"yang terlama jatuh tempo {since}: {first['name']} {first['requests']}, "
    )
    assert "kantor lain." in section.sentence


def test_a_lurah_sees_the_own_office_and_no_sum(loaded: Loaded) -> None:
    section = overdue.by_office(staff(loaded, Role.LURAH, LURAH_OFFICE), NEVER)
    (row,) = section.table.rows
    assert row["name"] == "Alalak Utara"
    assert ":" not in section.sentence


def test_where_nothing_is_late_it_says_so(loaded: Loaded) -> None:
    narrow = Filters(date(2020, 1, 1), date(2020, 1, 31), service="tidak-ada")
    section = overdue.by_office(staff(loaded, Role.CAMAT), narrow)
    assert (section.n, section.table.rows) == (0, ())
    assert section.sentence == "Tidak ada permohonan atau pengaduan yang lewat batas waktu."
