"""Letters: written in the transaction of what they tell, then sent by the worker through SMTP or into a folder."""

from __future__ import annotations

import functools
import tomllib
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any
from urllib.parse import unquote, urlsplit

from kb import resources
from kb.errors import BadSettings, StoreUnavailable
from kb.model.people import Person
from kb.services.knowledge_base import KnowledgeBase
from kb.settings import Settings
from kb.store import Session
from kb.store.letters import Letter

SEND = "send-letter"
"""Kind of the job that sends one letter; its payload is {"letter": id}."""
SMTP_SECONDS = 30


class MailRefused(StoreUnavailable):
    """The mail server does not take a letter now; it stays in the outbox."""

    code = "mail-refused"
    advice = "Check SSELEX_MAIL and the server; the worker tries again."


def write(session: Session, settings: Settings, person: Person, kind: str, **facts: str) -> None:
    """Write a letter of `schemas/letters.toml` to a person, in their language, and ask for it to be sent.

    The facts that its words name between braces are filled in.
    """
    language = session.accounts.profile(person.id).language
    words = _letters()
    found = words[kind].get(language) or words[kind][resources.INTERFACE_LANGUAGES[0]]
    filled = {"name": person.name, "organisation": "", "reason": "", **facts}
    closing = words["closing"][language].format(site=settings.public_url)
    body = found["body"].strip().format(**filled)
    letter = session.letters.add(person.email, _line(found["subject"].format(**filled)), f"{body}\n\n-- \n{closing}\n")
    session.jobs.ask(SEND, {"letter": letter})


def language_of(session: Session, person: Person) -> str:
    """The language of letters to a person."""
    return session.accounts.profile(person.id).language


def words_for(group: str, name: str, language: str) -> str:
    """A state, role or change in the language of a letter."""
    found = _letters()["words"][group].get(name)
    return str(found[resources.INTERFACE_LANGUAGES.index(language)]) if found else name


def deliver(kb: KnowledgeBase, number: int) -> None:
    """Send a letter; one that was sent already is left alone. Raises `MailRefused` or `StoreUnavailable`.

    A worker that dies between sending and noting it sends it again: the same Message-ID lets the reader's program see
    that it is the same letter.
    """
    with kb.store.read() as session:
        letter = session.letters.get(number)
    if letter.sent_at is not None:
        return
    message = _message(kb.settings, letter)
    if kb.settings.mail:
        _by_smtp(kb.settings, message)
    else:
        _into_folder(kb.settings, letter, message)
    with kb.store.write() as session:
        session.letters.sent(number)


def _message(settings: Settings, letter: Letter) -> EmailMessage:
    message = EmailMessage()
    message["From"] = settings.mail_from
    message["To"] = letter.recipient
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(datetime.fromisoformat(letter.created_at))
    host = urlsplit(settings.public_url).hostname or "localhost"
    message["Message-ID"] = f"<letter-{letter.id}-{letter.created_at.replace(':', '')}@{host}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.body)
    return message


def _into_folder(settings: Settings, letter: Letter, message: EmailMessage) -> None:
    folder = settings.home / "outbox"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        aside = folder / f".{letter.id}.part"
        aside.write_bytes(message.as_bytes())
        aside.chmod(0o600)
        aside.replace(folder / f"{letter.id:06}.eml")
    except OSError as error:
        raise StoreUnavailable(f"The letter cannot be written into {folder}: {error.strerror}.") from error


def _by_smtp(settings: Settings, message: EmailMessage) -> None:
    import smtplib
    import ssl

    place = urlsplit(settings.mail)
    if place.scheme not in ("smtp", "smtps") or not place.hostname:
        raise BadSettings(f"SSELEX_MAIL is {settings.mail!r}: it must be smtp://host:port or smtps://host:port.")
    secure = place.scheme == "smtps"
    context = ssl.create_default_context()
    try:
        if secure:
            server: Any = smtplib.SMTP_SSL(place.hostname, place.port or 465, timeout=SMTP_SECONDS, context=context)
        else:
            server = smtplib.SMTP(place.hostname, place.port or 587, timeout=SMTP_SECONDS)
        with server:
            server.ehlo()
            if not secure and server.has_extn("starttls"):
                server.starttls(context=context)
                server.ehlo()
            if place.username:
                server.login(unquote(place.username), settings.mail_password)
            server.send_message(message)
    except (smtplib.SMTPException, OSError) as error:
        raise MailRefused(f"The mail server {place.hostname} does not take the letter: {error}.") from error


@functools.cache
def _letters() -> dict[str, Any]:
    return tomllib.loads(resources.path_of("letters.toml").read_text(encoding="utf-8"))


def _line(words: str) -> str:
    """Words of strangers as one line of a header: no breaks, no control characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in words).split())[:300]
