"""Submissions as their submitter and the secretariat see them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from kb import names
from kb.model.people import Person
from kb.model.submission import MOVES, OPEN, State, Submission, SubmissionEvent
from kb.services import deciding, notices, submitting
from kb.services.needs import Needs
from kb.services.notices import title_of
from kb.services.people import organisations
from web.messages import _

BY_MACHINE: frozenset[State] = frozenset({"received", "parsing", "accepted"})
"""States in which the page waits for the worker."""
DECISIONS: tuple[State, ...] = ("under-review", "changes-asked", "accepted", "declined")
PARTNERSHIP = ("parties", "level", "duration", "amount", "selection", "legal_basis", "evaluation")


@dataclass(frozen=True, slots=True)
class SubmissionLine:
    """A submission in the list; days are ISO."""

    id: str
    title: str
    jurisdiction: str | None
    state: State
    state_words: str
    created_at: str
    changed_at: str


@dataclass(frozen=True, slots=True)
class SubmissionsPage:
    """The submissions that the person may see; `decide` are those that wait for the secretariat."""

    lines: tuple[SubmissionLine, ...]
    may_submit: bool


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One step: who did what, when, why; `changes` are (field, before, after)."""

    at: str
    who: str
    words: str
    reason: str
    changes: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Question:
    """What the secretariat asked about a field, and the answer; `may_answer` is whether the person can give it."""

    id: int
    field: str
    words: str
    asked_by: str
    asked_at: str
    answer: str | None
    may_answer: bool


@dataclass(frozen=True, slots=True)
class FeedLine:
    """One step of a submission in a feed; `at` is UTC, ISO 8601."""

    id: int
    submission: str
    title: str
    at: str
    words: str
    reason: str


@dataclass(frozen=True, slots=True)
class NeededPage:
    """What a State or organisation could hand in next; None for a person who speaks for none."""

    needs: Needs | None


@dataclass(frozen=True, slots=True)
class SubmissionPage:
    """One submission. `waiting` is whether the machine is at work; `failure` says why nothing was read of the file.

    `decisions` are the steps that the person may take as a reviewer; `edits` are (field, as sent, as the secretariat
    wants to publish it), and `may_confirm` whether the person has the word on them.
    """

    id: str
    revision: int
    title: str
    state: State
    state_words: str
    submitter: str
    organisation: str | None
    file_name: str
    size: int
    waiting: bool
    progress: str | None
    failure: str | None
    warnings: tuple[str, ...]
    declared: tuple[tuple[str, str], ...]
    texts: tuple[str, ...]
    history: tuple[HistoryLine, ...]
    may_send: bool
    may_withdraw: bool
    may_replace: bool
    may_confirm: bool
    edits: tuple[tuple[str, str, str], ...]
    questions: tuple[Question, ...]
    reviewer: str | None
    decisions: tuple[State, ...]


def submissions_page(found: Iterable[Submission], person: Person) -> SubmissionsPage:
    """The list, newest first."""
    lines = (
        SubmissionLine(
            s.id, title_of(s), s.declared.get("jurisdiction"), s.state, state_words(s.state), s.created_at, s.changed_at
        )
        for s in found
    )
    return SubmissionsPage(tuple(lines), person.may("submit"))


def submission_page(dossier: submitting.Dossier, person: Person, ui: str) -> SubmissionPage:
    """One submission for this person."""
    s = dossier.submission
    own = s.submitter == person.id
    organisation = dossier.submitter.organisation
    reviews = person.may("review") and not own and s.state in OPEN
    published = [text for event in dossier.history if event.what == "published" for text in event.detail["texts"]]
    return SubmissionPage(
        id=s.id, revision=s.revision, title=title_of(s), state=s.state, state_words=state_words(s.state),
        submitter=dossier.submitter.name, organisation=organisations()[organisation].name[ui] if organisation else None,
        file_name=s.file_name, size=s.size, waiting=s.state in BY_MACHINE and not s.edits, progress=dossier.progress,
        failure=(s.parsed or {}).get("failure"),
        warnings=tuple(_warning_words(code, values, ui) for code, values in dossier.warnings),
        declared=tuple((label(name), value_words(name, value, ui)) for name, value in s.declared.items()),
        texts=tuple(published), history=tuple(_history_line(event, ui) for event in dossier.history),
        may_send=own and person.may("submit") and s.state in ("needs-metadata", "changes-asked"),
        may_withdraw=own and person.may("submit") and "withdrawn" in MOVES[s.state],
        may_replace=own and person.may("submit") and "received" in MOVES[s.state],
        may_confirm=own and person.may("submit") and s.state == "accepted" and bool(s.edits),
        edits=_changes(deciding.differences(s), ui), reviewer=dossier.reviewer.name if dossier.reviewer else None,
        questions=tuple(
            Question(q.id, label(q.field), q.words, q.asked_by, q.asked_at, q.answer, own and q.answer is None)
            for q in dossier.requests
        ),
        decisions=tuple(to for to in DECISIONS if to in MOVES[s.state]) if reviews else (),
    )  # fmt: skip


def feed_lines(found: Iterable[notices.Notice]) -> tuple[FeedLine, ...]:
    """Steps as a feed shows them."""
    return tuple(
        FeedLine(
            one.event.id, one.event.submission, one.title, one.event.at, event_words(one.event.what),
            str(one.event.detail.get("reason") or ""),
        )
        for one in found
    )  # fmt: skip


def event_words(what: str) -> str:
    """A step of a submission's history in the language of the page."""
    others = {
        "assigned": _("confié"),
        "edited": _("modifié par le secrétariat"),
        "asked": _("question posée"),
        "answered": _("réponse donnée"),
        "fetched": _("fichier apporté"),
        "confirmed": _("modifications confirmées"),
    }
    return others[what] if what in others else state_words(cast(State, what))


def state_words(state: State) -> str:
    """A state in the language of the page."""
    return {
        "received": _("reçu"),
        "parsing": _("en lecture"),
        "needs-metadata": _("à compléter"),
        "submitted": _("envoyé au secrétariat"),
        "under-review": _("en examen"),
        "changes-asked": _("précisions demandées"),
        "resubmitted": _("renvoyé au secrétariat"),
        "accepted": _("accepté"),
        "declined": _("refusé"),
        "published": _("publié"),
        "withdrawn": _("retiré"),
    }[state]


def label(name: str) -> str:
    """The label of a field."""
    return _labels().get(name, name)


def value_words(name: str, value: str, ui: str) -> str:
    """The value of a field as people read it."""
    if name == "jurisdiction":
        return names.jurisdiction_name(value, ui)
    if name == "language":
        return names.language_name(value, ui) or value
    if name == "instrument":
        return names.instrument_name(value, ui)
    if name in ("date_adopted", "version"):
        return names.date_words(value, ui)
    return choice_words().get(value, value) if name in ("kind", "status", "level") else value


def choice_words() -> Mapping[str, str]:
    """The words of closed lists."""
    return {
        "new-text": _("texte qui n’est pas encore ici"),
        "new-version": _("nouvelle version d’un texte"),
        "correction": _("correction d’un texte"),
        "bill": _("projet ou proposition de loi"),
        "partnership": _("convention entre personnes publiques et acteurs de l’ESS"),
        "in-force": _("en vigueur"),
        "not-yet-in-force": _("pas encore en vigueur"),
        "repealed": _("abrogé"),
        "expired": _("expiré"),
        "unknown": _("inconnu"),
        "local": _("local"),
        "regional": _("régional"),
        "national": _("national"),
        "international": _("international"),
    }


def _labels() -> Mapping[str, str]:
    return {
        "kind": _("Nature de l’envoi"),
        "title": _("Titre"),
        "jurisdiction": _("Pays, subdivision ou organisation"),
        "language": _("Langue du texte"),
        "instrument": _("Nature du texte"),
        "number": _("Numéro officiel"),
        "date_adopted": _("Date d’adoption"),
        "version": _("Date de la version"),
        "status": _("État du droit"),
        "source_url": _("Adresse de la publication officielle"),
        "licence": _("Conditions de réutilisation"),
        "note": _("Mot au secrétariat"),
        "parties": _("Parties"),
        "level": _("Échelon"),
        "duration": _("Durée"),
        "amount": _("Montant"),
        "selection": _("Mode de choix"),
        "legal_basis": _("Base juridique"),
        "evaluation": _("Évaluation"),
    }


def _history_line(event: SubmissionEvent, ui: str) -> HistoryLine:
    changes: Mapping[str, Any] = event.detail.get("changes", {})
    return HistoryLine(
        at=event.at,
        who="SSELEX" if event.who == "sselex" else event.who,
        words=event_words(event.what),
        reason=str(event.detail.get("reason") or event.detail.get("failure") or ""),
        changes=_changes(changes, ui),
    )


def _changes(changes: Mapping[str, Any], ui: str) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (label(name), value_words(name, before, ui) if before else "—", value_words(name, after, ui) if after else "—")
        for name, (before, after) in changes.items()
    )


def _warning_words(code: str, values: tuple[str, ...], ui: str) -> str:
    if code == "disagreement":
        name, said, read = values
        words = _("%(field)s : vous dites « %(said)s », le fichier dit « %(read)s ».")
        return words % {"field": label(name), "said": value_words(name, said, ui), "read": value_words(name, read, ui)}
    return {
        "file-held": _("Ce fichier est déjà ici : %(names)s."),
        "file-submitted": _("Ce fichier a déjà été proposé : %(names)s."),
        "text-held": _("Un texte presque identique est déjà ici : %(names)s."),
        "work-known": _("Ce texte semble déjà connu ici : %(names)s. Est-ce une nouvelle version ?"),
        "several-texts": _("Le fichier contient plusieurs textes (%(names)s) : chacun garde ce qui y a été lu."),
        "other-jurisdiction": _("Ce texte n’est pas de votre pays ou organisation : %(names)s."),
    }[code] % {"names": _named(code, values, ui)}


def _named(code: str, values: tuple[str, ...], ui: str) -> str:
    return names.jurisdiction_name(values[0], ui) if code == "other-jurisdiction" else ", ".join(values)
