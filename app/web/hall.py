"""All sockets of a server, also those that have not said hello yet: so many in all, and so many from one address."""

from __future__ import annotations

from collections import Counter
from ipaddress import IPv6Address, ip_address

from app.settings import is_loopback

SHARE = 1.1  # sockets that may be open, of them that may say hello
FROM_ONE = 600  # from one address that is not this machine's: a class comes from one, and brings phones too
SITE = 64  # bits of an IPv6 address that name whose it is; of the others everybody has as many as they like


class Hall:
    """Who is inside, by where they came from. Only a `from_one` that is given holds for this machine, too."""

    def __init__(self, most: int, from_one: int | None = None) -> None:
        self._most = most * SHARE
        self._from_one = from_one
        self._inside: Counter[str] = Counter()

    def enter(self, host: str) -> bool:
        """Lets one more in from this address, if there is room."""
        whose = address_of(host)
        if self._inside.total() >= self._most or self._inside[whose] >= self._bound(host):
            return False
        self._inside[whose] += 1
        return True

    def leave(self, host: str) -> None:
        """One that was let in has gone."""
        whose = address_of(host)
        self._inside[whose] -= 1
        if not self._inside[whose]:
            del self._inside[whose]

    def _bound(self, host: str) -> float:
        if self._from_one is not None:
            return self._from_one
        return float("inf") if is_loopback(host) else FROM_ONE


def address_of(host: str) -> str:
    """What is counted as one address."""
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return host  # of a proxy that forwards names
    if not isinstance(address, IPv6Address):
        return host
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(int(address) >> (128 - SITE))
