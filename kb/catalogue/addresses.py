"""Which addresses may be called: public hosts over http or https, looked up before each request, checked after it."""

from __future__ import annotations

import ipaddress
import socket
from urllib.parse import urlsplit


class Refused(Exception):
    """An address that is not called; the words say why."""


def check(address: str, *, allow_private: bool = False) -> str:
    """Give the host of an address that may be called; raises `Refused` for another scheme, a login in the address, or
    a host in a private, local or reserved network (every address of its name is looked at)."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise Refused(f"not an address ({error})") from error
    if parts.scheme not in ("http", "https"):
        raise Refused(f"only http and https are called, not {parts.scheme or 'an address without scheme'}")
    if not host:
        raise Refused("no host in the address")
    if parts.username or parts.password:
        raise Refused("a login in the address")
    if allow_private:
        return host
    if port not in (None, 80, 443):
        raise Refused(f"port {port}, which is not one of the web")
    try:
        found = socket.getaddrinfo(host, port or (443 if parts.scheme == "https" else 80), type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Refused(f"the host {host} is not found") from error
    for *_, place in found:
        check_peer(str(place[0]))
    return host


def check_peer(number: str) -> None:
    """Raise `Refused` unless the numeric address belongs to the public internet."""
    number = number.split("%")[0]
    place = ipaddress.ip_address(number)
    inside = getattr(place, "ipv4_mapped", None) or place
    if not inside.is_global or inside.is_multicast:
        raise Refused(f"{number} is not an address of the public internet")
