"""An OpenID provider that owes nothing to the library Pantau signs in with: Django and its OAuth toolkit.

It is a process of its own, which `running` starts: only here Django is imported, and what of it wants its
settings first, only inside functions.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import socket
import sys
from pathlib import Path
from socketserver import ThreadingMixIn
from threading import Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import django
from django.conf import settings

LOGIN = """<!doctype html>
<html lang="id">
<meta charset="utf-8">
<title>Masuk ke penyedia identitas</title>
<link rel="icon" href="data:,">
<h1>Masuk ke penyedia identitas</h1>
{% if form.errors %}<p role="alert">Nama atau kata sandi tidak cocok.</p>{% endif %}
<form method="post">
{% csrf_token %}
<input type="hidden" name="next" value="{{ next }}">
<p><label>Nama <input name="username" autocomplete="username" required autofocus></label>
<p><label>Kata sandi <input type="password" name="password" autocomplete="current-password" required></label>
<p><button>Masuk</button>
</form>
"""

APPS = ("django.contrib.contenttypes", "django.contrib.auth", "django.contrib.sessions", "oauth2_provider")
ALWAYS: dict[str, Any] = {
    "ALLOWED_HOSTS": ["127.0.0.1"],
    "INSTALLED_APPS": APPS,
    "MIDDLEWARE": [
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ],
    # A browser keeps cookies by host, not by port: Pantau's are on the same one.
    "SESSION_COOKIE_NAME": "penyedia_sesi",
    "CSRF_COOKIE_NAME": "penyedia_csrf",
    "LOGIN_URL": "/masuk",
    "USE_I18N": False,
    # Only so that it is up sooner: its passwords guard nothing.
    "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
    # The same: tables as the models are now, not by the way that they became so.
    "MIGRATION_MODULES": {app.rpartition(".")[2]: None for app in APPS},
    # What goes wrong inside is read in the log of the process.
    "LOGGING": {
        "version": 1,
        "disable_existing_loggers": False,
        "handlers": {"log": {"class": "logging.StreamHandler"}},
        "root": {"handlers": ["log"], "level": "WARNING"},
    },
}
AS_THE_STANDARD_SAYS: dict[str, Any] = {
    "OIDC_ENABLED": True,
    "PKCE_REQUIRED": True,
    "SCOPES": {"openid": "Siapa Anda", "profile": "Nama", "email": "Alamat surel", "groups": "Grup"},
    "DEFAULT_SCOPES": ["openid"],
    "OIDC_RESPONSE_TYPES_SUPPORTED": ["code"],
    # RFC 9700, which the toolkit still leaves to choice.
    "COMPLIANT_BCP_RFC9700_PKCE_METHOD": True,
    "COMPLIANT_BCP_RFC9700_IMPLICIT_GRANT": True,
    "COMPLIANT_BCP_RFC9700_PASSWORD_GRANT": True,
    "COMPLIANT_BCP_RFC9700_ACCESS_TOKEN_TRANSPORT": True,
    "COMPLIANT_BCP_RFC9700_AUTHZ_RESPONSE_ISS": True,
}
PERSONAL = ("email", "email_verified", "preferred_username", "groups")


class Server(ThreadingMixIn, WSGIServer):
    """Threads, because a browser opens connections on which it asks nothing yet."""

    daemon_threads = True

    def __init__(self, listening: socket.socket) -> None:
        super().__init__(listening.getsockname(), WSGIRequestHandler, bind_and_activate=False)
        self.socket.close()
        self.socket = listening
        self.server_name, self.server_port = listening.getsockname()
        self.setup_environ()


def configure(folder: Path, told: dict[str, Any]) -> None:
    page = ("django.template.loaders.locmem.Loader", {"masuk.html": LOGIN})
    loaders = [page, "django.template.loaders.app_directories.Loader"]
    settings.configure(
        **ALWAYS,
        SECRET_KEY=secrets.token_urlsafe(48),
        TEMPLATES=[
            {"BACKEND": "django.template.backends.django.DjangoTemplates", "OPTIONS": {"loaders": loaders}}
        ],
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": folder / "provider.db",
                # Two threads that read first and write then would find the database locked.
                "OPTIONS": {"transaction_mode": "IMMEDIATE", "init_command": "PRAGMA synchronous = OFF"},
            }
        },
        OAUTH2_PROVIDER={
            **AS_THE_STANDARD_SAYS,
            "OIDC_ISS_ENDPOINT": told["issuer"],
            "OIDC_RSA_PRIVATE_KEY": _key(),
        },
    )
    django.setup()
    settings.OAUTH2_PROVIDER["OAUTH2_VALIDATOR_CLASS"] = _validator(told)
    settings.ROOT_URLCONF = _addresses()


def _key() -> str:
    from jwcrypto.jwk import JWK

    made: bytes = JWK.generate(kty="RSA", size=2048).export_to_pem(private_key=True, password=None)
    return made.decode()


def _validator(told: dict[str, Any]) -> type:
    """What the toolkit asks about people, over those of this run."""
    from oauth2_provider.oauth2_validators import OAuth2Validator

    people = {person["name"]: person for person in told["people"]}

    class Validator(OAuth2Validator):  # type: ignore[misc]
        # Groups are told with any scope: no standard has one for them.
        oidc_claim_scope = {**OAuth2Validator.oidc_claim_scope, "groups": "openid"}

        def get_additional_claims(self) -> dict[str, Any]:
            return {
                "sub": lambda request: people[request.user.username]["sub"],
                "email": lambda request: request.user.email,
                "email_verified": lambda request: people[request.user.username]["email_verified"],
                "preferred_username": lambda request: request.user.username,
                "groups": lambda request: people[request.user.username]["groups"],
            }

        def get_id_token_dictionary(self, *args: Any) -> Any:
            claims, expires = super().get_id_token_dictionary(*args)
            kept = {name: claims[name] for name in claims if told["in_token"] or name not in PERSONAL}
            return kept, expires

    return Validator


def _addresses() -> tuple[Any, ...]:
    from django.contrib.auth.views import LoginView
    from django.urls import include, path

    return (
        path("masuk", LoginView.as_view(template_name="masuk.html")),
        path("o/", include("oauth2_provider.urls")),
    )


def fill(told: dict[str, Any]) -> None:
    """The tables, the people, and Pantau as the one client."""
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from oauth2_provider.models import Application

    call_command("migrate", run_syncdb=True, verbosity=0)
    for person in told["people"]:
        User.objects.create_user(person["name"], person["email"], person["password"])
    Application.objects.create(
        name="Pantau",
        client_id=told["client_id"],
        client_secret=told["client_secret"],
        client_type=Application.CLIENT_CONFIDENTIAL,
        authorization_grant_type=Application.GRANT_AUTHORIZATION_CODE,
        algorithm=Application.RS256_ALGORITHM,
        redirect_uris=told["redirect_uri"],
        skip_authorization=True,
    )


def end_with_the_tests(folder: Path) -> None:
    """However they end: then the pipe closes. Tests that were killed clear nothing away."""
    sys.stdin.buffer.read()
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(0)


def main(folder: Path, listening: int) -> None:
    Thread(target=end_with_the_tests, args=(folder,), daemon=True).start()
    told = json.loads((folder / "told.json").read_text(encoding="utf-8"))
    configure(folder, told)
    fill(told)

    from django.core.handlers.wsgi import WSGIHandler

    with Server(socket.socket(fileno=listening)) as server:
        server.set_app(WSGIHandler())
        server.serve_forever()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
