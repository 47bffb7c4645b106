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
    '{other}<p class="plain-small">Lupa kata sandi? Minta tautan baru kepada admin akun kantor Anda.</p>'
)
_OTHER = Markup('<p class="plain-or"><a href="{}">Masuk dengan {}</a></p>')
_CODE = Markup(
    '{message}<form method="post" action="{action}">'
    '<input type="hidden" name="token" value="{token}"><input type="hidden" name="next" value="{target}">'
    '<input type="hidden" name="first" value="{first}">'
    '<p><label for="kode">Kode dari aplikasi autentikator</label>'
    '<input id="kode" name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="7" '
    "required autofocus></p>"
    '<p><button type="submit">Masuk</button></p></form>'
    '<p class="plain-small">Telepon hilang atau diganti? Minta admin akun menyetel ulang '
    "faktor kedua Anda.</p>"
)
_PASSWORD = Markup(
    "{message}<p>Untuk akun <b>{name}</b>. Paling sedikit {shortest} karakter; kalimat pendek mudah diingat "
    'dan kuat.</p><form method="post" action="{action}">'
    '<input type="hidden" name="token" value="{token}">'
    '<input type="text" value="{name}" autocomplete="username" readonly hidden>'
    '<p><label for="sandi">Kata sandi baru</label>'
    '<input id="sandi" name="password" type="password" autocomplete="new-password" minlength="{shortest}" '
    'maxlength="{longest}" required autofocus></p>'
    '<p><label for="lagi">Sekali lagi</label>'
    '<input id="lagi" name="again" type="password" autocomplete="new-password" '
    'maxlength="{longest}" required></p>'
    '<p><button type="submit">Simpan</button></p></form>'
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


def link(target: str, words: str) -> Markup:
    return _LINK.format(target, words)


def error(status: int, *, home: str, login: str | None, styles: Iterable[str]) -> str:
    title, sentence = MESSAGES.get(status, MESSAGES[400])
    target, label = (login, "Masuk") if login and status == 401 else (home, "Ke halaman depan")
    return document(title, _PARAGRAPH.format(sentence) + link(target, label), styles)


def login(
    *,
    action: str,
    token: str,
    target: str,
    message: str,
    styles: Iterable[str],
    other: tuple[str, str] | None,
) -> str:
    """`other`: the address of another way in, and what its accounts are called."""
    alert = _ALERT.format(message) if message else Markup("")
    way = _OTHER.format(*other) if other else Markup("")
    body = _LOGIN.format(message=alert, action=action, token=token, target=target, other=way)
    return document("Masuk ke Pantau", body, styles)


def code(*, action: str, token: str, first: str, target: str, message: str, styles: Iterable[str]) -> str:
    alert = _ALERT.format(message) if message else Markup("")
    body = _CODE.format(message=alert, action=action, token=token, first=first, target=target)
    return document("Kode masuk", body, styles)


def password(
    *, action: str, token: str, name: str, lengths: tuple[int, int], message: str, styles: Iterable[str]
) -> str:
    """`lengths`: the shortest and the longest that is taken."""
    alert = _ALERT.format(message) if message else Markup("")
    shortest, longest = lengths
    body = _PASSWORD.format(
        message=alert, action=action, token=token, name=name, shortest=shortest, longest=longest
    )
    return document("Kata sandi baru", body, styles)


def told(title: str, sentence: str, styles: Iterable[str], *, way: tuple[str, str] | None = None) -> str:
    """`way`: an address to go on to, and its words."""
    return document(title, _PARAGRAPH.format(sentence) + (link(*way) if way else Markup("")), styles)


def logout(*, action: str, token: str, name: str, home: str, styles: Iterable[str]) -> str:
    body = _LOGOUT.format(action=action, token=token, name=name, home=home)
    return document("Keluar dari Pantau", body, styles)
