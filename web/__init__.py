"""Flask pages and JSON API, thin over `kb`."""
