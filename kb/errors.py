"""The one tree of errors: each class knows its HTTP status, its exit code and what a person can do next."""

from __future__ import annotations

from typing import ClassVar


class SselexError(Exception):
    """A mistake or a fault that a person is told about in one sentence, never as a traceback.

    `status` is the HTTP status, `exit_code` what the command line ends with, `code` a stable name for programs,
    `advice` what to do next. An instance may carry its own advice.
    """

    status: ClassVar[int] = 500
    exit_code: ClassVar[int] = 2
    code: ClassVar[str] = "error"
    advice: str = ""

    def __init__(self, message: str, *, advice: str | None = None) -> None:
        super().__init__(message)
        if advice is not None:
            self.advice = advice


class NotFound(SselexError):
    """A work, expression, provision, edition or file that the knowledge base does not hold."""

    status = 404
    code = "not-found"


class Gone(NotFound):
    """A work or text that stood at an address and was withdrawn; `at` is the moment, `reason` what was said of it."""

    status = 410
    code = "gone"

    def __init__(self, message: str, *, at: str, reason: str, advice: str | None = None) -> None:
        super().__init__(message, advice=advice)
        self.at = at
        self.reason = reason


class Moved(NotFound):
    """A work or text whose address is now `target`; `name` is the old one."""

    code = "moved"

    def __init__(self, name: str, target: str) -> None:
        super().__init__(f"{name} has moved to {target}.", advice=f"Ask for {target}.")
        self.name = name
        self.target = target


class BadRequest(SselexError):
    """Words of a person that cannot be understood: a filter value, a date, an option."""

    status = 400
    code = "bad-request"


class BadQuery(BadRequest):
    """A search that cannot be repaired; `position` counts characters of the query from 0, None where it has none."""

    code = "bad-query"
    advice = "Correct the query at the place named, or put the words between quotation marks."

    def __init__(self, message: str, *, position: int | None = None, advice: str | None = None) -> None:
        super().__init__(message, advice=advice)
        self.position = position


class Forbidden(SselexError):
    """An action that the person's role does not allow."""

    status = 403
    code = "forbidden"


class Conflict(SselexError):
    """The thing changed meanwhile, is frozen, or exists already."""

    status = 409
    code = "conflict"


class SourceUnreadable(SselexError):
    """A file that gives no text; in a batch it becomes one `Issue` and the run goes on."""

    status = 422
    code = "source-unreadable"
    advice = "Check that the file opens in a reader; ask the authority for another copy."


class SourceEncrypted(SourceUnreadable):
    """A file that asks for a password."""

    code = "source-encrypted"
    advice = "Save a copy without the password and ingest that copy."


class SourceDamaged(SourceUnreadable):
    """A file that is cut short, empty, or not what its name says."""

    code = "source-damaged"


class SourceTooLarge(SourceUnreadable):
    """A file, or what it unpacks to, is over a limit of size, pages, glyphs, memory or time."""

    status = 413
    code = "source-too-large"
    advice = "Split the file, or raise the limit in the settings if you trust its origin."


class SourceUnsupported(SourceUnreadable):
    """A kind of file that SSELEX does not read."""

    status = 415
    code = "source-unsupported"
    advice = "Give a PDF, DOCX, HTML, Markdown, plain text or Akoma Ntoso XML file."


class BadSettings(SselexError):
    """A setting that cannot be used."""

    code = "bad-settings"
    advice = "Correct the setting; `sselex check` shows which are in force and from where."


class EngineUnavailable(SselexError):
    """The search engine does not answer; texts, comparisons and the guide go on working from the store."""

    status = 503
    code = "engine-unavailable"
    advice = "Start the search engine or change SSELEX_SEARCH; texts stay readable meanwhile."


class IndexNotReady(EngineUnavailable):
    """The index is missing or was made by another version."""

    code = "index-not-ready"
    advice = "Run `sselex rebuild`."


class StoreUnavailable(SselexError):
    """The store cannot be opened, read or written."""

    status = 503
    code = "store-unavailable"
    advice = "Check SSELEX_STORE, SSELEX_HOME, the free space and the permissions of that folder."
