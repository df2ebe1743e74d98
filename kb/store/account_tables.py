"""The tables of accounts beside `people`: keys, second factors, profiles, what happened to an account, letters."""

from __future__ import annotations

from sqlalchemy import JSON, Column, ForeignKey, Integer, String, Table, Text

from kb.store.tables import metadata

account_events = Table(
    "account_events", metadata,
    Column("id", Integer, primary_key=True),
    Column("person", ForeignKey("people.id"), nullable=False, index=True),
    Column("at", String(32), nullable=False),
    Column("who", String(200), nullable=False),
    Column("what", String(40), nullable=False),
    Column("detail", JSON, nullable=False),
)  # fmt: skip
"""What was changed about an account, and by whom: rows are only ever added."""

keys = Table(
    "keys", metadata,
    Column("digest", String(64), primary_key=True),
    Column("purpose", String(16), nullable=False),
    Column("person", ForeignKey("people.id"), nullable=False, index=True),
    Column("label", String(200), nullable=False),
    Column("made_by", String(200), nullable=False),
    Column("created_at", String(32), nullable=False),
    Column("expires_at", String(32)),
    Column("used_at", String(32)),
)  # fmt: skip
"""Secrets handed out in links and to programs, by their SHA-256: who reads the store cannot use them."""

factors = Table(
    "factors", metadata,
    Column("person", ForeignKey("people.id"), primary_key=True),
    Column("secret", String(64), nullable=False),
    Column("confirmed_at", String(32)),
    Column("last_step", Integer, nullable=False),
    Column("recovery", JSON, nullable=False),
)  # fmt: skip
"""Second factors (RFC 6238). `last_step` is the time step of the last code taken, so that none is taken twice;
`recovery` holds SHA-256 of the codes for a lost telephone that are still good."""

profiles = Table(
    "profiles", metadata,
    Column("person", ForeignKey("people.id"), primary_key=True),
    Column("language", String(8), nullable=False),
    Column("words", Text, nullable=False),
    Column("themes", JSON, nullable=False),
    Column("languages", JSON, nullable=False),
    Column("countries", JSON, nullable=False),
    Column("shown_since", String(32)),
)  # fmt: skip
"""What people say of themselves; shown in the directory from the moment of their consent, None without it."""

identities = Table(
    "identities", metadata,
    Column("issuer", String(300), primary_key=True),
    Column("subject", String(300), primary_key=True),
    Column("person", ForeignKey("people.id"), nullable=False, index=True),
    Column("linked_at", String(32), nullable=False),
)  # fmt: skip
"""Accounts at an OpenID provider that open an account here."""

mails = Table(
    "mails", metadata,
    Column("id", Integer, primary_key=True),
    Column("recipient", String(200), nullable=False),
    Column("subject", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("created_at", String(32), nullable=False),
    Column("sent_at", String(32)),
)  # fmt: skip
"""Letters: written in the transaction of what they tell, sent by a job of the worker."""

submission_requests = Table(
    "submission_requests", metadata,
    Column("id", Integer, primary_key=True),
    Column("submission", ForeignKey("submissions.id"), nullable=False, index=True),
    Column("field", String(40), nullable=False),
    Column("words", Text, nullable=False),
    Column("asked_by", String(200), nullable=False),
    Column("asked_at", String(32), nullable=False),
    Column("answer", Text),
    Column("answered_by", String(200)),
    Column("answered_at", String(32)),
)  # fmt: skip
"""What the secretariat asks about one field of a submission, and the submitter's answer."""
