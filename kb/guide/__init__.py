"""The guide: draft it from the store, verify its quotations, freeze editions, export and compare them."""
