"""Pages without scripts: login, logout, and what is said when there is no page to show."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

_DOCUMENT = Markup(
    '<!DOCTYPE html>\n<html lang="id"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    '<title>{title} · Pantau</title><link rel="icon" href="data:,">{styles}</head>'
    '<body class="plain"><main class="plain-card" id="isi"><h1>{title}</h1>{body}</main></body></html>\n'
)
_STYLE = Markup('<link rel="stylesheet" href="{}">')
_PARAGRAPH = Markup("<p>{}</p>")
_LINK = Markup('<p><a href="{}">{}</a></p>')
_ALERT = Markup('<p class="plain-alert" role="alert">{}</p>')
_LOGIN = Markup(
    '{message}<form method="post" action="{action}">'
    '<input type="hidden" name="token" value="{token}"><input type="hidden" name="next" value="{target}">'
    '<p><label for="nama">Nama akun</label>'
    '<input id="nama" name="name" autocomplete="username" autocapitalize="none" spellcheck="false" '
    'maxlength="64" required autofocus></p>'
    '<p><label for="sandi">Kata sandi</label>'
    '<input id="sandi" name="password" type="password" autocomplete="current-password" '
    'maxlength="128" required></p>'
    '<p><button type="submit">Masuk</button></p></form>'
    '<p class="plain-small">Lupa kata sandi? Minta kata sandi baru kepada admin akun kantor Anda.</p>'
)
_LOGOUT = Markup(
    '<p>Anda masuk sebagai <b>{name}</b>.</p><form method="post" action="{action}">'
    '<input type="hidden" name="token" value="{token}"><p><button type="submit">Keluar</button></p></form>'
    '<p><a href="{home}">Kembali</a></p>'
)

MESSAGES = {
    400: ("Permintaan tidak sah", "Permintaan ini tidak dapat dibaca. Muat ulang halaman lalu coba lagi."),
    401: ("Belum masuk", "Masuk dahulu untuk membuka alamat ini."),
    403: ("Tidak berhak", "Akun Anda tidak berhak membuka alamat ini, atau permintaan ini dari situs lain."),
    404: ("Halaman tidak ditemukan", "Alamat ini tidak ada. Periksa ejaannya atau mulai dari halaman depan."),
    405: ("Cara tidak dilayani", "Alamat ini tidak melayani cara itu."),
    413: ("Terlalu besar", "Permintaan ini terlalu besar."),
    415: ("Jenis tidak dilayani", "Jenis isi permintaan ini tidak dilayani."),
    429: ("Terlalu banyak percobaan", "Tunggu sebentar lalu coba lagi."),
    500: ("Ada yang keliru di pihak kami", "Kesalahan ini sudah dicatat. Coba lagi sebentar lagi."),
}


def document(title: str, body: Markup, styles: Iterable[str]) -> str:
    links = Markup("").join(_STYLE.format(style) for style in styles)
    return _DOCUMENT.format(title=title, styles=links, body=body)


def error(status: int, *, home: str, login: str | None, styles: Iterable[str]) -> str:
    title, sentence = MESSAGES.get(status, MESSAGES[400])
    target, label = (login, "Masuk") if login and status == 401 else (home, "Ke halaman depan")
    return document(title, _PARAGRAPH.format(sentence) + _LINK.format(target, label), styles)


def login(*, action: str, token: str, target: str, message: str, styles: Iterable[str]) -> str:
    alert = _ALERT.format(message) if message else Markup("")
    body = _LOGIN.format(message=alert, action=action, token=token, target=target)
    return document("Masuk ke Pantau", body, styles)


def logout(*, action: str, token: str, name: str, home: str, styles: Iterable[str]) -> str:
    body = _LOGOUT.format(action=action, token=token, name=name, home=home)
    return document("Keluar dari Pantau", body, styles)
