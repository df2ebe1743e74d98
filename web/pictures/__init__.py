"""Pictures made on the server: plain geometry, which the templates draw as SVG with a table beside it."""
