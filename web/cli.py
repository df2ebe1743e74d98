"""The command `serve`."""

from __future__ import annotations

import errno

import click

from kb.errors import SselexError


class PortTaken(SselexError):
    """The address to serve on is in use or not allowed."""

    code = "port-taken"


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to serve on.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port to serve on.")
@click.option("--threads", type=click.IntRange(1, 64), default=8, show_default=True, help="Requests answered at once.")
def serve(host: str, port: int, threads: int) -> None:
    """Serve the web site.

    For more than one machine put a proxy that speaks TLS in front (docs/operations.md), set SSELEX_PUBLIC_URL to the
    address that people use and SSELEX_SECRET_KEY to a key of your own. Stop with Ctrl-C.
    """
    from waitress.server import create_server

    from kb.assemble import open_knowledge_base
    from kb.settings import Settings
    from web import create_app

    settings = Settings.load()
    knowledge_base = open_knowledge_base(settings)
    app = create_app(knowledge_base)
    try:
        server = create_server(app, host=host, port=port, threads=threads, ident=None)
    except OSError as error:
        knowledge_base.close()
        raise PortTaken(_why(error, host, port)) from error
    name = f"[{host}]" if ":" in host else host
    click.echo(f"SSELEX is served on http://{name}:{port}/ (stop with Ctrl-C).")
    if host not in ("127.0.0.1", "::1", "localhost"):
        click.echo("Others can reach this address: put a proxy with TLS in front before it leaves your network.")
    try:
        server.run()
    finally:
        server.close()
        knowledge_base.close()


def _why(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} of {host} is taken by another program; choose one with --port, for example {port + 1}."
    if error.errno == errno.EACCES:
        return f"Port {port} is not open to you; choose one above 1023 with --port."
    return f"{host}:{port} cannot be served on: {error.strerror}."
