"""One frozen dataclass a page: its fields are what the template shows and what the JSON of the page holds."""
