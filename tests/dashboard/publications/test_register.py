"""What was handed over, in the office store, on both engines."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, update
from sqlalchemy.exc import IntegrityError

from dashboard.errors import AccountError
from dashboard.office import publications
from dashboard.office.pekppp import Evaluation, Signed
from dashboard.office.publication_tables import frozen as table
from dashboard.office.publications import Edition
from dashboard.office.store import OfficeStore
from dashboard.roles import Role
from tests.dashboard.site import on_both

kept_in = on_both
NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
BY = Signed("susi", NOW)


def add(office: OfficeStore, period: str = "2026-T3", body: str = "isi", reason: str = "") -> Edition:
    with office.writing() as connection:
        return publications.add(connection, period, body, sample=True, reason=reason, by=BY)


def test_a_period_is_frozen_and_again_only_with_a_reason(office: OfficeStore) -> None:
    first = add(office)
    assert (first.edition, first.reason, first.account, first.at) == (1, None, "susi", NOW)
    for reason in ("", "singkat", "x" * 401):
        with pytest.raises(AccountError, match="untuk edisi 2 tulis alasan"):
            add(office, reason=reason)
    for reason in ("x" * 401, "kanan\u202eke kiri", "hapus\x00"):
        with pytest.raises(AccountError, match="alasan"):
            add(office, "2026-T1", reason=reason)
    second = add(office, body="lain", reason="Berkas Agustus dikirim ulang.")
    other = add(office, "2026-T2")
    with office.reading() as connection:
        assert publications.editions(connection, "2026-T3") == [second, first]
        assert publications.newest(connection) == [other, second]
        assert publications.find(connection, first.id) == first
        assert publications.find(connection, 999) is None


def test_two_first_editions_do_not_stand_beside_each_other(office: OfficeStore) -> None:
    first = add(office)
    values = {"period": first.period, "edition": 1, "sample": True, "body": "x", "sha256": "x"}
    with pytest.raises(IntegrityError), office.writing() as connection:
        connection.execute(insert(table).values(**values, account="x", at=NOW))


def test_each_role_signs_once_what_it_has_seen(office: OfficeStore) -> None:
    first = add(office)
    with office.writing() as connection:
        publications.sign(connection, first, first.sha256, Role.PENYUSUN, BY)
        later = Signed("norrahmawati", NOW + timedelta(hours=1))
        publications.sign(connection, first, first.sha256, Role.CAMAT, later)
    with pytest.raises(AccountError, match="Camat sudah menandatangani"), office.writing() as connection:
        publications.sign(connection, first, first.sha256, Role.CAMAT, BY)
    with office.reading() as connection:
        found = publications.signatures(connection, first.id)[first.id]
        assert [(each.role, each.account) for each in found] == [
            (Role.PENYUSUN, "susi"),
            (Role.CAMAT, "norrahmawati"),
        ]
        assert publications.signatures(connection) == {}


def test_what_was_changed_under_the_hand_is_not_signed(office: OfficeStore) -> None:
    first = add(office)
    with pytest.raises(AccountError, match="bukan lagi yang tampil"), office.writing() as connection:
        publications.sign(connection, first, "0" * 64, Role.CAMAT, BY)
    with office.writing() as connection:
        connection.execute(update(table).values(body="diganti"))
    with office.writing() as connection:
        found = publications.find(connection, first.id)
        assert found is not None
        assert not publications.intact(found)
        with pytest.raises(AccountError, match="bukan lagi yang tampil"):
            publications.sign(connection, found, found.sha256, Role.CAMAT, BY)


def test_a_pack_is_found_again_by_its_list(office: OfficeStore) -> None:
    of = Evaluation(2026, "enam-aspek")
    with office.writing() as connection:
        for manifest in ("a" * 64, "b" * 64):
            publications.add_pack(connection, of, manifest, sample=False, by=BY)
    with office.reading() as connection:
        assert [each.manifest[0] for each in publications.packs(connection, of)] == ["b", "a"]
        assert publications.packs(connection, Evaluation(2025, "enam-aspek")) == []
