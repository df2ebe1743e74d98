"""Domain types: frozen values, one per station of a document's way."""
