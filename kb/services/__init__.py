"""The verbs of the knowledge base, one module a group: each takes a `KnowledgeBase` and plain values."""

from kb.services.knowledge_base import KnowledgeBase

__all__ = ["KnowledgeBase"]
