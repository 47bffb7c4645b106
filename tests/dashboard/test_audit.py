"""The audit log on both engines: what is sealed stands, and whatever was done to the tables is noticed."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from dashboard.office import audit
from dashboard.office.accounts import Account
from dashboard.office.audit import AuditLog, Entry, Kind, Origin, Verdict, origin_of
from dashboard.office.store import OfficeStore
from dashboard.roles import Role
from tests.dashboard.site import KEY, STORES

NOW = datetime(2026, 11, 24, 2, 0, 0, 123456, tzinfo=UTC)
LOG = AuditLog(KEY.encode())
LURAH = Account(7, "lurah", Role.LURAH, "63.71.04.1002", NOW, None, None, False, False, None, False, None)


@pytest.fixture(scope="module", params=STORES)
def kept_in(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


def record(office: OfficeStore, *, log: AuditLog = LOG, rows: int = 0, kind: Kind = Kind.EXPORT) -> None:
    with office.writing() as connection:
        what = {"page": "volume", "rows": rows, "name": "Kelurahan “Ä”"}
        log.record(connection, kind, now=NOW, origin=Origin.PRIVATE, by=LURAH, what=what)


def verdict(office: OfficeStore, seen: tuple[int, str] | None = None) -> Verdict:
    with office.reading() as connection:
        return LOG.verify(connection, seen)


def problem(office: OfficeStore, seen: tuple[int, str] | None = None) -> str:
    found = verdict(office, seen).problem
    assert found is not None
    return found


def by_force(office: OfficeStore, *statements: str) -> None:
    """As somebody does who may write the tables and knows of the triggers."""
    with office.writing() as connection:
        without_guards(connection)
        for statement in statements:
            connection.execute(text(statement))


def without_guards(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        for event in ("update", "delete"):
            connection.execute(text(f"DROP TRIGGER IF EXISTS audit_entry_no_{event}"))
    else:
        connection.execute(text("DROP TRIGGER IF EXISTS audit_entry_stays ON audit_entry"))


@pytest.fixture
def five(office: OfficeStore) -> OfficeStore:
    for rows in range(5):
        record(office, rows=rows)
    return office


def test_an_entry_tells_who_what_as_whom_when_and_no_address(five: OfficeStore) -> None:
    with five.reading() as connection:
        newest = audit.entries(connection, first=0, most=1)[0]
    what = {"name": "Kelurahan “Ä”", "page": "volume", "rows": 4}
    assert newest == Entry(5, NOW, Kind.EXPORT, "lurah", "lurah", "63.71.04.1002", Origin.PRIVATE, what)


def test_a_log_that_nobody_touched_stands(five: OfficeStore) -> None:
    found = verdict(five)
    assert (found.entries, found.problem) == (5, None)
    assert len(found.seal) == 64


def test_an_empty_log_stands(office: OfficeStore) -> None:
    assert verdict(office) == Verdict(0, "", None)


SPOILED: list[tuple[str, str]] = [
    ("UPDATE audit_entry SET what = '{}' WHERE number = 3", "entri 3 tidak cocok"),
    ("UPDATE audit_entry SET account = 'camat' WHERE number = 3", "entri 3 tidak cocok"),
    ("UPDATE audit_entry SET account = NULL WHERE number = 3", "entri 3 tidak cocok"),
    ("UPDATE audit_entry SET role = 'camat' WHERE number = 1", "entri 1 tidak cocok"),
    ("UPDATE audit_entry SET office = NULL WHERE number = 5", "entri 5 tidak cocok"),
    ("UPDATE audit_entry SET origin = 'internet' WHERE number = 2", "entri 2 tidak cocok"),
    ("UPDATE audit_entry SET kind = 'login' WHERE number = 2", "entri 2 tidak cocok"),
    ("UPDATE audit_entry SET at = '2026-11-24 02:00:00.123457' WHERE number = 4", "entri 4 tidak cocok"),
    ("UPDATE audit_entry SET seal = '' WHERE number = 4", "entri 4 tidak cocok"),
    ("DELETE FROM audit_entry WHERE number = 3", "entri 3 hilang"),
    ("DELETE FROM audit_entry WHERE number = 1", "entri 1 hilang"),
    ("DELETE FROM audit_entry WHERE number > 3", "entri 4 hilang"),
    ("DELETE FROM audit_entry", "entri 1 hilang"),
    ("DELETE FROM audit_head", "catatan akhir jejak hilang"),
    ("UPDATE audit_head SET entries = 4", "catatan akhir jejak tidak cocok"),
    ("UPDATE audit_head SET seal = last", "catatan akhir jejak tidak cocok"),
    (
        "INSERT INTO audit_entry SELECT 6, at, kind, account, role, office, origin, what, seal "
        "FROM audit_entry WHERE number = 5",
        "entri 6 tidak cocok",
    ),
]


@pytest.mark.parametrize(("statement", "said"), SPOILED)
def test_whatever_is_done_to_the_tables_is_noticed_and_named(
    five: OfficeStore, statement: str, said: str
) -> None:
    by_force(five, statement)
    assert said in problem(five)


def test_two_entries_that_changed_places_are_noticed(five: OfficeStore) -> None:
    moves = ((2, 90), (3, 2), (90, 3))
    by_force(five, *(f"UPDATE audit_entry SET number = {b} WHERE number = {a}" for a, b in moves))
    assert "entri 2 tidak cocok" in problem(five)


CUT = (
    "DELETE FROM audit_entry WHERE number > 3",
    "UPDATE audit_head SET entries = 3, last = (SELECT seal FROM audit_entry WHERE number = 3)",
)


@pytest.mark.parametrize("more", [0, 1, 3])
def test_a_tail_that_was_cut_and_a_head_that_was_bent_stay_noticed_when_it_goes_on(
    five: OfficeStore, more: int
) -> None:
    by_force(five, *CUT)
    for rows in range(more):
        record(five, rows=rows)
    said = "sebelum entri 4 akhir jejak diubah" if more else "catatan akhir jejak tidak cocok"
    assert said in problem(five)


@pytest.mark.parametrize(
    "statements",
    [
        CUT[:1],
        ("DELETE FROM audit_head",),
        ("DELETE FROM audit_entry",),
        ("UPDATE audit_head SET entries = 9",),
        ("UPDATE audit_entry SET seal = 'x' WHERE number = 5",),
        ("DELETE FROM audit_head", "DELETE FROM audit_entry WHERE number > 1"),
    ],
)
def test_going_on_after_a_fault_never_hides_it(five: OfficeStore, statements: tuple[str, ...]) -> None:
    by_force(five, *statements)
    before = problem(five) if verdict(five).problem else None
    record(five)
    after = problem(five)
    record(five)
    assert problem(five) == after
    assert before is None or "hilang" not in before or "hilang" in after or "sebelum entri" in after


def test_without_the_key_no_seal_can_be_made(five: OfficeStore) -> None:
    record(five, log=AuditLog(b"another key of at least 32 bytes!!"))
    assert "sebelum entri" not in problem(five)
    assert "entri 6 tidak cocok dengan segelnya" in problem(five)


def test_a_store_put_back_as_a_whole_is_noticed_by_a_head_that_was_told_before(five: OfficeStore) -> None:
    with five.reading() as connection:
        saved = [dict(row._mapping) for row in connection.execute(text("SELECT * FROM audit_head"))]
    record(five)
    told = verdict(five)
    seen = (told.entries, told.seal[:16])
    assert verdict(five, seen).problem is None
    by_force(
        five,
        "DELETE FROM audit_entry WHERE number > 5",
        f"UPDATE audit_head SET entries = 5, last = '{saved[0]['last']}', seal = '{saved[0]['seal']}'",
    )
    assert verdict(five).problem is None, "of itself an older state stands: see the docstring of audit.py"
    assert "dulu sudah tercatat 6 entri" in problem(five, seen)
    record(five, rows=99)
    assert "entri 6 bukan lagi entri" in problem(five, seen)


def test_an_entry_of_another_history_does_not_fit_those_that_follow(five: OfficeStore) -> None:
    """Sealed with the right key over the same entry before, but not what the next one was sealed over."""
    with five.reading() as connection:
        kept = connection.execute(text("SELECT last, seal FROM audit_head")).one()
    record(five, rows=6)
    by_force(
        five,
        "CREATE TABLE aside AS SELECT * FROM audit_entry WHERE number = 6",
        "DELETE FROM audit_entry WHERE number = 6",
        f"UPDATE audit_head SET entries = 5, last = '{kept.last}', seal = '{kept.seal}'",
    )
    record(five, rows=66)
    record(five, rows=7)
    assert verdict(five).problem is None
    by_force(
        five,
        "DELETE FROM audit_entry WHERE number = 6",
        "INSERT INTO audit_entry SELECT * FROM aside",
        "DROP TABLE aside",
    )
    assert "entri 7 tidak cocok" in problem(five)


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_entry SET account = 'x'", "DELETE FROM audit_entry WHERE number = 5"]
)
def test_the_store_refuses_to_change_or_remove_an_entry(five: OfficeStore, statement: str) -> None:
    with pytest.raises(DBAPIError, match="audit entries stay"), five.writing() as connection:
        connection.execute(text(statement))
    assert verdict(five).problem is None


def test_postgresql_refuses_to_empty_it(five: OfficeStore, kept_in: str) -> None:
    if kept_in != "postgresql":
        return
    with pytest.raises(DBAPIError, match="audit entries stay"), five.writing() as connection:
        connection.execute(text("TRUNCATE audit_entry"))


def test_what_is_not_kept_is_not_told(five: OfficeStore) -> None:
    """An entry goes with its transaction."""

    with pytest.raises(ZeroDivisionError):
        begun(five)
    assert verdict(five) == verdict(five, (5, verdict(five).seal))
    assert verdict(five).entries == 5


def begun(office: OfficeStore) -> None:
    with office.writing() as connection:
        LOG.record(connection, Kind.LOGIN, now=NOW, origin=Origin.INTERNET)
        1 / 0  # noqa: B018


def test_writers_at_once_make_one_chain(office: OfficeStore) -> None:
    threads = [threading.Thread(target=_ten, args=(office,)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = verdict(office)
    assert (found.entries, found.problem) == (60, None)


def _ten(office: OfficeStore) -> None:
    for rows in range(10):
        record(office, rows=rows)


def test_a_log_longer_than_a_piece_is_read_whole(
    office: OfficeStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "_AT_ONCE", 3)
    for rows in range(7):
        record(office, rows=rows)
    assert (verdict(office).entries, verdict(office).problem) == (7, None)
    by_force(office, "DELETE FROM audit_entry WHERE number = 4")
    assert "entri 4 hilang" in problem(office)


def test_entries_are_found_by_kind_and_account_a_page_at_a_time(five: OfficeStore) -> None:
    with five.writing() as connection:
        LOG.record(connection, Kind.LOGIN_FAILED, now=NOW + timedelta(days=1), origin=Origin.INTERNET)
    with five.reading() as connection:
        assert audit.count(connection) == 6
        assert [found.number for found in audit.entries(connection, first=0, most=2)] == [6, 5]
        assert [found.number for found in audit.entries(connection, first=4, most=9)] == [2, 1]
        assert audit.count(connection, kind=Kind.LOGIN_FAILED) == 1
        assert audit.entries(connection, kind=Kind.LOGIN_FAILED, first=0, most=9)[0].account is None
        assert audit.count(connection, account="lurah") == 5
        assert audit.count(connection, account="lurah", kind=Kind.LOGIN) == 0
        assert audit.names(connection) == ["lurah"]


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("127.0.0.1", Origin.SAME_MACHINE),
        ("::1", Origin.SAME_MACHINE),
        ("10.3.2.1", Origin.PRIVATE),
        ("::ffff:127.0.0.1", Origin.SAME_MACHINE),
        ("::ffff:10.3.2.1", Origin.PRIVATE),
        ("::ffff:36.66.1.2", Origin.INTERNET),
        ("192.168.1.9", Origin.PRIVATE),
        ("fd00::1", Origin.PRIVATE),
        ("36.66.1.2", Origin.INTERNET),
        ("2001:4860:4860::8888", Origin.INTERNET),
        ("", Origin.UNKNOWN),
        (None, Origin.UNKNOWN),
        ("bukan alamat", Origin.UNKNOWN),
    ],
)
def test_of_an_address_only_its_class_is_kept(address: str | None, origin: Origin) -> None:
    assert origin_of(address) is origin
