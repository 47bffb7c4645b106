from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dashboard.office import accounts, identities
from dashboard.roles import Role
from dashboard.server import create_server
from tests.dashboard.single_sign_on.desk import (
    BASE,
    SITI,
    Desk,
    Open,
)
from tests.dashboard.site import browser, environ, office_of, office_url, on_both
from tests.oidc.crooked import Crooked, crooked, settings

kept_in = on_both


@pytest.fixture
def provider() -> Iterator[Crooked]:
    with crooked() as running:
        running.claims = {"email": SITI, "email_verified": True}
        yield running


@pytest.fixture
def opened(kept_in: str, tmp_path: Path, provider: Crooked) -> Iterator[Open]:
    """A site at which Siti is expected, who has no password, beside an admin who has one."""
    sites = []

    def open_(**more: str) -> Desk:
        variables = environ(tmp_path, **{"OFFICE_URL": url, **settings(provider), **more})
        store = office_of(variables)
        with store.writing() as connection:
            if not accounts.everyone(connection):
                for name, role, password in (
                    ("admin", Role.ADMIN, "kuda laut minum teh"),
                    ("siti", Role.CAMAT, None),
                    ("budi", Role.OPERATOR, None),
                ):
                    accounts.add(
                        connection, name, role=role, office=None, password=password, now=datetime.now(UTC)
                    )
                identities.expect(connection, "siti", SITI)
        site = create_server(variables)
        sites.append(site)
        return Desk(provider, browser(site, base=BASE), store, site)

    with office_url(kept_in, tmp_path) as url:
        yield open_
        for site in sites:
            site.close()


@pytest.fixture
def desk(opened: Open) -> Desk:
    return opened()
