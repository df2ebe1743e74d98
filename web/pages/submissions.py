"""Submissions as their submitter and the secretariat see them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kb import names
from kb.model.people import Person
from kb.model.submission import MOVES, OPEN, State, Submission, SubmissionEvent
from kb.services import submitting
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
class SubmissionPage:
    """One submission. `waiting` is whether the machine is at work; `failure` says why nothing was read of the file.

    `decisions` are the steps that the person may take as a reviewer.
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
        file_name=s.file_name, size=s.size, waiting=s.state in BY_MACHINE, progress=dossier.progress,
        failure=(s.parsed or {}).get("failure"),
        warnings=tuple(_warning_words(code, values, ui) for code, values in dossier.warnings),
        declared=tuple((label(name), value_words(name, value, ui)) for name, value in s.declared.items()),
        texts=tuple(published), history=tuple(_history_line(event, ui) for event in dossier.history),
        may_send=own and person.may("submit") and s.state in ("needs-metadata", "changes-asked"),
        may_withdraw=own and person.may("submit") and "withdrawn" in MOVES[s.state],
        decisions=tuple(to for to in DECISIONS if to in MOVES[s.state]) if reviews else (),
    )  # fmt: skip


def title_of(submission: Submission) -> str:
    """What a submission is called: its declared or detected title, else its file's name, else its number."""
    found = submitting.suggested(submission).get("title")
    return found[0] if found else submission.file_name or submission.id


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
        words=state_words(event.what),  # type: ignore[arg-type]
        reason=str(event.detail.get("reason") or event.detail.get("failure") or ""),
        changes=tuple(
            (
                label(name),
                value_words(name, before, ui) if before else "—",
                value_words(name, after, ui) if after else "—",
            )
            for name, (before, after) in changes.items()
        ),
    )


def _warning_words(code: str, values: tuple[str, ...], ui: str) -> str:
    if code == "disagreement":
        name, said, read = values
        words = _("%(field)s : vous dites « %(said)s », le fichier dit « %(read)s ».")
        return words % {"field": label(name), "said": value_words(name, said, ui), "read": value_words(name, read, ui)}
    return {
        "file-held": _("Ce fichier est déjà ici : %(names)s."),
        "file-submitted": _("Ce fichier a déjà été proposé : %(names)s."),
        "several-texts": _("Le fichier contient plusieurs textes (%(names)s) : chacun garde ce qui y a été lu."),
        "other-jurisdiction": _("Ce texte n’est pas de votre pays ou organisation : %(names)s."),
    }[code] % {"names": _named(code, values, ui)}


def _named(code: str, values: tuple[str, ...], ui: str) -> str:
    return names.jurisdiction_name(values[0], ui) if code == "other-jurisdiction" else ", ".join(values)
