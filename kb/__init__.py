"""The knowledge base: domain types, store of record, search, comparison, guide, submissions."""
