"""The Elasticsearch engine: versioned indices behind an alias. This is the only module that imports elasticsearch.

An index `{prefix}-provisions-…` holds all languages in fields of their own (`words.fr`, `words.es` …), so that the
figures of one language are not blurred by the others; the alias `{prefix}-provisions` names the one in use.
"""

from __future__ import annotations

import json
import uuid
from collections import deque
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from itertools import islice
from typing import Any

from elasticsearch import ApiError, ConnectionTimeout, Elasticsearch, NotFoundError, TransportError
from elasticsearch.helpers import streaming_bulk

from kb import resources
from kb.errors import EngineUnavailable, IndexNotReady
from kb.search import elastic_query
from kb.search.documents import FORMAT, document_of, record_of
from kb.search.engine import Answer, Ask, RawHit, ViewLost
from kb.search.index import IndexHealth, IndexRecord
from kb.settings import Settings, without_password

TEMPLATE = "elasticsearch/provisions.v1.json"
TIMEOUT = 30
"""Seconds that one request may take."""
RETRIES = 3
"""Times that a request is made again, on another server of the cluster where several are named."""
BUSY = (429, 502, 503, 504)
"""Answers after which a request, or one record of a bulk, is tried again after a pause that doubles."""
LOST = (404, 500, 502, 503, 504)
"""Answers to a search that end its point in time: the server that held it is gone, another one takes a new one."""
BULK = 500
"""Records of one bulk request; it is sent earlier at `BULK_BYTES`."""
BULK_BYTES = 8_000_000
BULKS = 2
"""Bulk requests under way at once: the server indexes one while the next is written here."""
BUILDING = {"refresh_interval": "-1", "translog.durability": "async"}
BUILT = {"refresh_interval": "1s", "translog.durability": "request"}
"""Settings of an index before and after it takes the place of the old one: nobody searches one that is being built, and
one that is lost is begun anew."""
AT_ONCE = 200
"""Searches of one multi-search."""
WINDOW = 10_000
"""Hits of one page of a search (the server's own limit); deeper ones are reached page by page."""
KEEP = "2m"


class Elastic:
    """The index in an Elasticsearch."""

    name = "elasticsearch"

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.address = without_password(settings.search)
        self.alias = f"{settings.search_index}-provisions"
        login: dict[str, Any] = {}
        if settings.search_api_key:
            login = {"api_key": settings.search_api_key}
        elif settings.search_user:
            login = {"basic_auth": (settings.search_user, settings.search_password)}
        servers = [address.strip() for address in settings.search.split(",")]
        self._client = Elasticsearch(
            servers, request_timeout=TIMEOUT, max_retries=RETRIES, retry_on_status=BUSY, retry_on_timeout=True, **login
        )

    # -- reading -------------------------------------------------------------------------------------------

    @contextmanager
    def view(self) -> Iterator[ElasticView]:
        """The present state, held by a point in time."""
        with self._told():
            self._ready()
            opened = self._client.open_point_in_time(index=self.alias, keep_alive=KEEP)["id"]
            view = ElasticView(self._client, opened)
            try:
                yield view
            finally:
                self._close(view.point)

    def beginning(self, prefix: str, languages: Sequence[str], limit: int) -> Mapping[str, int]:
        """See `Engine.beginning`."""
        found: dict[str, int] = {}
        with self.view() as view:
            for language in languages or tuple(view.held()):
                terms = self._client.terms_enum(
                    index=self.alias, field=f"vocabulary.{language}", string=prefix, size=min(limit, 1000)
                )["terms"]
                for word, count in view.counts(f"verbatim.{language}", language, terms).items():
                    found[word] = found.get(word, 0) + count
        return found

    def health(self) -> IndexHealth:
        """See `Engine.health`."""
        with self._told():
            meta = self._meta()
            if meta is None or meta.get("format") != FORMAT:
                version = meta.get("version") if meta else None
                return IndexHealth(self.name, self.address, 0, version, False, {})
        with self.view() as view:
            held = view.held()
        return IndexHealth(self.name, self.address, sum(held.values()), meta.get("version"), True, held)

    # -- writing -------------------------------------------------------------------------------------------

    def put(self, records: Iterable[IndexRecord]) -> int:
        """See `Engine.put`. All records of one work come in one call."""
        with self._told():
            self._ready(make=True)
            count = self._write(self._replacing(records), self.alias)
            self._client.indices.refresh(index=self.alias)
        return count

    def drop(self, ids: Iterable[str]) -> None:
        """See `Engine.drop`."""
        with self._told():
            self._ready(make=True)
            self._forget(list(ids))
            self._client.indices.refresh(index=self.alias)

    @contextmanager
    def fresh(self, version: str) -> Iterator[FreshElastic]:
        """See `Engine.fresh`."""
        with self._told():
            name = self._create(version, BUILDING)
            try:
                fresh = FreshElastic(self, name)
                yield fresh
                self._client.indices.put_settings(index=name, settings=BUILT)
                self._client.indices.flush(index=name)
                self._client.indices.refresh(index=name)
                found = int(self._client.count(index=name)["count"])
                if found != fresh.count:
                    told = f"The new index holds {found} records instead of {fresh.count}; the old one stays."
                    raise EngineUnavailable(told)
            except BaseException:
                self._client.options(ignore_status=404).indices.delete(index=name)
                raise
            self._swap(name)

    def write(self, records: Iterable[IndexRecord], index: str) -> int:
        """Bring records into an index that is being built."""
        with self._told():
            return self._write(records, index)

    # -- indices -------------------------------------------------------------------------------------------

    def _ready(self, *, make: bool = False) -> None:
        meta = self._meta()
        if meta is None and make:
            self._swap(self._create("new"))
        elif meta is None:
            raise IndexNotReady(f"There is no index {self.alias} at {self.address} yet.")
        elif meta.get("format") != FORMAT:
            raise IndexNotReady("The index was made by another version of SSELEX.")

    def _meta(self) -> dict[str, Any] | None:
        try:
            found = self._client.indices.get_mapping(index=self.alias)
        except NotFoundError:
            return None
        meta: dict[str, Any] = next(iter(found.values()))["mappings"].get("_meta", {})
        return meta

    def _create(self, version: str, state: Mapping[str, str] = BUILT) -> str:
        template = json.loads(resources.path_of(TEMPLATE).read_text(encoding="utf-8"))
        template["mappings"]["_meta"] = {"format": FORMAT, "version": version}
        template["settings"]["index"] |= {
            **state,
            "number_of_shards": max(1, self._settings.search_shards),
            "number_of_replicas": self._settings.search_replicas,
        }
        name = f"{self.alias}-{uuid.uuid4().hex[:12]}"
        self._client.indices.create(index=name, settings=template["settings"], mappings=template["mappings"])
        return name

    def _swap(self, name: str) -> None:
        """Give the alias to the new index in one step, then remove the old ones."""
        old = self._client.options(ignore_status=404).indices.get_alias(name=self.alias)
        former = [index for index in old if index != name and index.startswith(self.alias + "-")]
        actions: list[dict[str, Any]] = [{"add": {"index": name, "alias": self.alias}}]
        actions += [{"remove": {"index": index, "alias": self.alias}} for index in former]
        self._client.indices.update_aliases(actions=actions)
        if former:
            self._client.options(ignore_status=404).indices.delete(index=former)

    def _replacing(self, records: Iterable[IndexRecord]) -> Iterator[IndexRecord]:
        """The records, what was there of their works removed first."""
        seen: set[str] = set()
        for record in records:
            if record.work not in seen:
                self._forget([record.work])
                seen.add(record.work)
            yield record

    def _forget(self, ids: Sequence[str]) -> None:
        of_these = [{"terms": {field: list(ids)}} for field in ("work", "expression")]
        query = {"bool": {"should": of_these}}
        self._client.delete_by_query(index=self.alias, query=query, conflicts="proceed", refresh=True)

    def _write(self, records: Iterable[IndexRecord], index: str) -> int:
        actions = (
            {"_index": index, "_id": elastic_query.identity(document.id), "_source": elastic_query.source(document)}
            for document in map(document_of, records)
        )
        count, refused = 0, []
        for accepted, item in self._sent(actions):
            count += 1
            if not accepted:
                refused.append(item)
        if refused:
            reason = next(iter(refused[0].values())).get("error", {})
            raise EngineUnavailable(
                f"Elasticsearch refused {len(refused)} of {count} records; the first: {reason}.",
                advice="The texts stay marked as not indexed; correct the server and run `sselex rebuild`.",
            )
        return count

    def _sent(self, actions: Iterator[dict[str, Any]]) -> Iterator[tuple[bool, dict[str, Any]]]:
        """Whether each record was taken, with what the server says of it, in order."""
        with ThreadPoolExecutor(BULKS) as pool:
            waiting: deque[Future[list[tuple[bool, dict[str, Any]]]]] = deque()
            while some := tuple(islice(actions, BULK)):
                waiting.append(pool.submit(self._bulk, some))
                if len(waiting) == BULKS:
                    yield from waiting.popleft().result()
            for each in waiting:
                yield from each.result()

    def _bulk(self, actions: Sequence[dict[str, Any]]) -> list[tuple[bool, dict[str, Any]]]:
        return list(
            streaming_bulk(
                self._client, actions, chunk_size=BULK, max_chunk_bytes=BULK_BYTES, max_retries=RETRIES,
                initial_backoff=1, max_backoff=30, retry_on_status=BUSY, raise_on_error=False,
            )
        )  # fmt: skip

    def _close(self, point: str) -> None:
        # A point in time that is not closed ends by itself after KEEP; a server that is gone is told by what follows.
        try:
            self._client.close_point_in_time(id=point)
        except (ApiError, TransportError):
            return

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except ConnectionTimeout as error:
            raise EngineUnavailable(f"Elasticsearch at {self.address} did not answer in {TIMEOUT} s.") from error
        except ApiError as error:
            if error.status_code in (401, 403):
                raise EngineUnavailable(
                    f"Elasticsearch at {self.address} refuses the login.",
                    advice="Set SSELEX_SEARCH_USER and SSELEX_SEARCH_PASSWORD, or SSELEX_SEARCH_API_KEY.",
                ) from error
            raise EngineUnavailable(
                f"Elasticsearch at {self.address} answers with an error: {error.message}."
            ) from error
        except TransportError as error:
            raise EngineUnavailable(f"Elasticsearch at {self.address} cannot be reached: {error.message}.") from error


class FreshElastic:
    """An index being built aside."""

    def __init__(self, engine: Elastic, name: str) -> None:
        self._engine = engine
        self._name = name
        self.count = 0

    def put(self, records: Iterable[IndexRecord]) -> int:
        """Bring records in; each comes once."""
        count = self._engine.write(records, self._name)
        self.count += count
        return count


class ElasticView:
    """One state of the index, held by a point in time; states are not told apart."""

    state: Hashable = None
    steady = True

    def __init__(self, client: Elasticsearch, point: str) -> None:
        self._client = client
        self.point = point
        self._held: dict[str, int] | None = None

    def held(self) -> Mapping[str, int]:
        """See `View.held`."""
        if self._held is None:
            counted = self._search(size=0, aggs={"held": {"terms": {"field": "language", "size": 500}}})
            self._held = {b["key"]: b["doc_count"] for b in counted["aggregations"]["held"]["buckets"]}
        return self._held

    def ask(self, asks: Sequence[Ask]) -> list[Answer]:
        """See `View.ask`."""
        answers: list[Answer] = []
        for start in range(0, len(asks), AT_ONCE):
            part = asks[start : start + AT_ONCE]
            bodies = [elastic_query.body(ask, min(ask.size, WINDOW)) for ask in part]
            for ask, made, found in zip(part, bodies, self._searches(bodies), strict=True):
                hits = found["hits"]["hits"]
                while len(hits) < ask.size and len(hits) and len(hits) % WINDOW == 0:
                    after = {**made, "search_after": hits[-1]["sort"], "size": min(WINDOW, ask.size - len(hits))}
                    more = self._searches([{name: after[name] for name in after if name != "aggs"}])[0]["hits"]["hits"]
                    if not more:
                        break
                    hits = hits + more
                answers.append(_answer(ask, found, hits))
        return answers

    def fetch(self, hits: Sequence[RawHit]) -> list[IndexRecord]:
        """See `View.fetch`."""
        records: dict[str, IndexRecord] = {}
        for start in range(0, len(hits), WINDOW):
            ids = [hit.address for hit in hits[start : start + WINDOW]]
            found = self._search(size=len(ids), query={"ids": {"values": ids}}, source=["record"])
            records |= {hit["_id"]: record_of(hit["_source"]["record"]) for hit in found["hits"]["hits"]}
        return [records[hit.address] for hit in hits]

    def lacks(self, language: str, field: str, tokens: Sequence[str]) -> bool:
        """See `View.lacks`: looking would cost a question."""
        return False

    def frequencies(self, tokens: Mapping[str, frozenset[str]]) -> Mapping[str, Mapping[str, int]]:
        """See `View.frequencies`."""
        return {language: self.counts(f"words.{language}", language, sorted(w)) for language, w in tokens.items()}

    def counts(self, field: str, language: str, tokens: Sequence[str]) -> dict[str, int]:
        """Token → number of records whose field holds it."""
        if not tokens:
            return {}
        wanted = [
            {"prefix": {f"exact.{language}": token[:-1]}} if token.endswith("*") else {"term": {field: token}}
            for token in tokens
        ]
        counted = self._search(
            size=0, query={"term": {"language": language}}, aggs={"tokens": {"filters": {"filters": wanted}}}
        )
        return {
            token: bucket["doc_count"]
            for token, bucket in zip(tokens, counted["aggregations"]["tokens"]["buckets"], strict=True)
        }

    def _search(self, **body: Any) -> Any:
        try:
            return self._client.search(
                pit={"id": self.point, "keep_alive": KEEP}, allow_partial_search_results=False, **body
            )
        except ApiError as error:
            if error.status_code in LOST:
                raise ViewLost(f"Elasticsearch lost the search: {error.message}.") from error
            raise

    def _searches(self, bodies: Sequence[dict[str, Any]]) -> list[Any]:
        searches: list[dict[str, Any]] = []
        for body in bodies:
            searches += [
                {"allow_partial_search_results": False},
                {**body, "pit": {"id": self.point, "keep_alive": KEEP}},
            ]
        found = self._client.msearch(searches=searches, search_type="dfs_query_then_fetch")["responses"]
        for answer in found:
            if "error" in answer:
                if answer.get("status") in LOST:
                    raise ViewLost(f"Elasticsearch lost a search: {answer['error'].get('reason')}.")
                raise EngineUnavailable(f"Elasticsearch refuses a search: {answer['error'].get('reason')}.")
        return list(found)


def _answer(ask: Ask, found: Any, hits: Sequence[Any]) -> Answer:
    raw = tuple(
        RawHit(
            ask.language,
            hit["_score"] if ask.sort == "relevance" else hit["sort"][0],
            hit["_id"],
            hit["fields"]["work_key"][0],
            hit["fields"]["country_key"][0],
        )
        for hit in hits
    )
    facets = {
        name: {str(bucket["key"]): bucket["doc_count"] for bucket in counted["buckets"]}
        for name, counted in found.get("aggregations", {}).items()
    }
    return Answer(found["hits"]["total"]["value"], raw, facets)
