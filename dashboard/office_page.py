"""Pages of the staff app that show the office store, and what may be done on them.

An action is declared once: from its fields the form is drawn, and what is sent is held to them. It answers
with a sentence, which the browser is led back with, or with something that is shown this once.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, tzinfo
from enum import StrEnum
from hmac import compare_digest
from urllib.parse import urlencode

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from dashboard.components import heading, notices
from dashboard.errors import AccountError
from dashboard.office.accounts import Account
from dashboard.office.kept import ENDINGS, LARGEST, Brought
from dashboard.office.store import OfficeStore
from dashboard.public_reader import PublicReader
from dashboard.reader import Reader
from dashboard.rights import Right
from dashboard.settings import PekpppFiles

FILE_LABEL = f"Bukti: berkas ({', '.join(ENDINGS)}; paling besar {LARGEST // 1024 // 1024} MB)"

_LONGEST_NOTE = 600
"""Characters; the address that carries it must stay an address."""


Sent = Sequence[tuple[str, str]]
"""The names and values of a form as they came."""
Files = Sequence[tuple[str, Brought]]
"""Those of its files."""


@dataclass(frozen=True)
class Visit:
    """A request of a signed-in person, as a page and an action get it."""

    account: Account
    office: OfficeStore
    now: datetime
    zone: tzinfo
    offices: Sequence[tuple[str, str]]
    """Code and name of those that are published."""
    asked: Mapping[str, str]
    """What stands in the address."""
    secret: bytes
    session: str
    sign: Callable[[str], str]
    """Of a purpose, bound to the session."""
    site: str
    """Where the app stands, for links that people pass on; with a slash at its end."""
    guesses: tuple[tuple[str, str], ...]
    """What a wrong password is counted for."""
    note: Callable[..., None]
    """An entry in the audit log: Doorway.note."""
    factor_required: bool
    """The role signs in with a second factor or not at all."""
    provider: str | None
    """What accounts of the provider are called that may sign in too; None: there is none."""
    reader: Reader | None
    """The figures within the person's scope; None while nothing can be read of the warehouse."""
    shown: PublicReader | None
    """What the public is told."""
    pekppp: PekpppFiles
    brought: Mapping[str, Brought] = field(default_factory=dict)
    """The files of the form, by field; of an empty field none."""


class Kind(StrEnum):
    TEXT = "text"
    PASSWORD = "password"  # nosec B105
    DAY = "date"
    CHOICE = "choice"
    FILE = "file"
    """An action finds it in `Visit.brought`."""
    HIDDEN = "hidden"
    """What the form is about; the address that it leads back to says it too."""


@dataclass(frozen=True)
class Field:
    name: str
    label: str
    kind: Kind = Kind.TEXT
    longest: int = 64
    required: bool = True
    autocomplete: str = "off"
    largest: int = LARGEST
    """Bytes of a file."""


@dataclass(frozen=True)
class Shown:
    """What is told once and stands nowhere afterwards, such as a link."""

    title: str
    body: Component


@dataclass(frozen=True)
class Handed:
    """A kept file that somebody takes along."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Action:
    """`act` gets the value of each field; an AccountError that it raises is told, and nothing was changed."""

    name: str
    button: str
    act: Callable[[Visit, Mapping[str, str]], str | Shown]
    fields: tuple[Field, ...] = ()
    right: Right | None = None
    """What it needs beside the right of its page."""

    @property
    def files(self) -> tuple[Field, ...]:
        return tuple(each for each in self.fields if each.kind is Kind.FILE)


@dataclass(frozen=True)
class OfficePage:
    slug: str
    title: str
    order: int
    right: Right
    """Who has it stands in `rights.py`."""
    render: Callable[[Visit], Sequence[Component]]
    actions: tuple[Action, ...] = ()
    figures: bool = False
    """It shows some of the warehouse: then it says of what day they are, and whether they are invented."""
    hand: Callable[[Visit, int], Handed | None] | None = None
    """The kept file of this number, as far as it is the person's to see. May raise AccountError."""
    base: str = field(default="/staf", init=False)

    @property
    def rights(self) -> frozenset[Right]:
        return frozenset(right for action in self.actions for right in self.needs(action)) | {self.right}

    def needs(self, action: Action) -> tuple[Right, ...]:
        return (self.right,) if action.right is None else (self.right, action.right)

    def draw(self, visit: Visit) -> Component:
        note = opened(visit, visit.asked.get("kata", ""))
        return html.Div(
            [
                html.Div(heading(self.title), className="head"),
                *notices([note] if note else []),
                *self.render(visit),
            ],
            className="desk",
        )

    def back(self, visit: Visit, about: Mapping[str, str], note: str) -> str:
        """The address of the page with a sentence."""
        return f"{self.base}/{self.slug}?{urlencode({**about, 'kata': sealed(visit, note)})}"


def do(page: OfficePage, action: Action, visit: Visit, sent: Sent, files: Files = ()) -> str | Shown | None:
    """The address to go on to, or what is shown; None if this is not what the form sends."""
    values = _read(page, action, visit, sent)
    if values is None or not _fit(action, files):
        return None
    visit = replace(visit, brought={name: brought for name, brought in files if brought.name})
    about = {each.name: values[each.name] for each in action.fields if each.kind is Kind.HIDDEN}
    try:
        said = action.act(visit, values)
    except AccountError as problem:
        said = f"Tidak jadi: {problem}."
    return page.back(visit, about, said) if isinstance(said, str) else said


def _read(page: OfficePage, action: Action, visit: Visit, sent: Sent) -> dict[str, str] | None:
    """Each declared field once, and nothing else."""
    values = dict(sent)
    fields = [each for each in action.fields if each.kind is not Kind.FILE]
    if sorted(name for name, _ in sent) != sorted(["token", *(each.name for each in fields)]):
        return None
    if not _same(values.pop("token"), visit.sign(_purpose(page.slug, action))):
        return None
    return values if all(_fits(each, values[each.name]) for each in fields) else None


def _fit(action: Action, files: Files) -> bool:
    """Each declared file once, and nothing else; an empty field has no name and no content."""
    if sorted(name for name, _ in files) != sorted(each.name for each in action.files):
        return False
    required = {each.name for each in action.files if each.required}
    return all(bool(brought.name) or not (brought.content or name in required) for name, brought in files)


def _fits(declared: Field, value: str) -> bool:
    if not value:
        return not declared.required
    if len(value) > declared.longest or not value.isprintable():
        return False
    return declared.kind is not Kind.DAY or _day(value)


def _day(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def form(
    visit: Visit,
    slug: str,
    action: Action,
    values: Mapping[str, str] | None = None,
    choices: Mapping[str, Sequence[tuple[str, str]]] | None = None,
) -> Component:
    """The form of an action as it is declared. `choices`: value and words of each field with a choice."""
    token = dbc.Input(type="hidden", name="token", value=visit.sign(_purpose(slug, action)))
    controls = [_control(each, (values or {}).get(each.name, ""), choices or {}) for each in action.fields]
    button = html.Button(action.button, type="submit", className="go")
    # Whose password it is, for the browser's own memory; without a name it is not sent.
    known = any(each.kind is Kind.PASSWORD for each in action.fields)
    whose = [_whose(visit.account.name)] if known else []
    return html.Form(
        [token, *whose, *controls, button],
        method="post",
        action=f"{OfficePage.base}/{slug}/{action.name}",
        className="fields act-form",
        encType="multipart/form-data" if action.files else None,
    )


def _whose(name: str) -> Component:
    hidden: Component = dbc.Input(
        type="text", value=name, autoComplete="username", readonly=True, style={"display": "none"}
    )
    return hidden


def _control(declared: Field, value: str, choices: Mapping[str, Sequence[tuple[str, str]]]) -> Component:
    control: Component
    if declared.kind is Kind.HIDDEN:
        control = dbc.Input(type="hidden", name=declared.name, value=value)
        return control
    if declared.kind is Kind.FILE:
        return _chooser(declared)
    if declared.kind is Kind.CHOICE and choices.get(declared.name):
        options = [{"value": code, "label": words} for code, words in choices[declared.name]]
        control = dbc.Select(name=declared.name, value=value, options=options)
    else:
        control = dbc.Input(
            type=Kind.TEXT.value if declared.kind is Kind.CHOICE else declared.kind.value,
            name=declared.name,
            value=value,
            maxLength=str(declared.longest),
            required=declared.required,
            autoComplete=declared.autocomplete,
        )
    return html.Label([html.Span(declared.label), control], className="field")


def _chooser(declared: Field) -> Component:
    control: Component = dbc.Input(
        type="file",
        name=declared.name,
        required=declared.required,
    )
    return html.Label([html.Span(declared.label), control], className="field")


def sealed(visit: Visit, note: str) -> str:
    """A sentence for an address, that only this session shows: nobody else can write one there."""
    text = urlsafe_b64encode(note[:_LONGEST_NOTE].encode()).decode().rstrip("=")
    return f"{text}.{visit.sign(f'note {text}')}"


def opened(visit: Visit, text: str) -> str | None:
    body, _, signature = text.partition(".")
    if not _same(signature, visit.sign(f"note {body}")):
        return None
    return urlsafe_b64decode(body + "=" * (-len(body) % 4)).decode()


def _purpose(slug: str, action: Action) -> str:
    return f"{slug}/{action.name}"


def _same(sent: str, expected: str) -> bool:
    return compare_digest(sent.encode(errors="replace"), expected.encode())
