"""An address on the web → the one machine that may be asked for it, or one sentence about why none may."""

from __future__ import annotations

import ipaddress
import socket
from typing import TYPE_CHECKING, NamedTuple

from runtime.errors import AddressRefused, FetchFailed

if TYPE_CHECKING:
    import httpx

PORTS = {"http": 80, "https": 443}
NAT64 = ipaddress.ip_network("64:ff9b::/96")
"""IPv6 addresses that lead to the IPv4 address in their last four bytes. Source: RFC 6052, section 2.1."""
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Target(NamedTuple):
    url: str
    secure: bool
    host: str
    """As the server is called, in ASCII: what its certificate must name."""
    port: int
    ip: str
    """What is dialled: the name is looked up once, so that it cannot lead elsewhere after it was checked."""
    path: str
    """With the query, in ASCII."""

    @property
    def authority(self) -> str:
        """What the `Host` header says."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS["https" if self.secure else "http"] else f"{host}:{self.port}"


def target_of(url: str, addresses: str = "public") -> Target:
    """
    Raises:
        AddressRefused: it is no http(s) address, has a password in it, or leads to a machine that is ruled out.
        FetchFailed: nobody knows its name.
    """
    if addresses == "off":
        raise AddressRefused(url, "nothing is fetched here", "Set ATELIER_FETCH=public to allow it.")
    parsed = parsed_url(url)
    port = parsed.port or PORTS[parsed.scheme]
    host = parsed.raw_host.decode("ascii")
    found = looked_up(url, host, port)
    if addresses != "any" and not all(map(is_public, found)):
        raise AddressRefused(
            url, f"it leads to {found[0]}, inside this machine or its network", "Set ATELIER_FETCH=any to allow it."
        )
    return Target(str(parsed), parsed.scheme == "https", host, port, found[0], parsed.raw_path.decode("ascii"))


def parsed_url(url: str) -> httpx.URL:
    import httpx

    try:
        parsed = httpx.URL(url.strip())
    except (httpx.InvalidURL, UnicodeError, ValueError) as error:
        raise no_address(url) from error
    if "%" in parsed.host or not 0 < (parsed.port or 1) < 65_536:
        raise no_address(url)
    if parsed.scheme not in PORTS or not parsed.host:
        raise AddressRefused(url, "only http and https are fetched", "Download it, and give the file.")
    if parsed.userinfo:
        raise AddressRefused(url, "there is a name or a password in it", "Download it, and give the file.")
    return parsed.copy_with(fragment=None)


def no_address(url: str) -> AddressRefused:
    return AddressRefused(url, "it is no address", "Write one such as https://example.org/handbook.pdf")


def onward(url: str, where: str) -> str:
    """Where a redirect from `url` to `where` leads."""
    import httpx

    try:
        return str(httpx.URL(url).join(where))
    except (httpx.InvalidURL, UnicodeError, ValueError) as error:
        raise FetchFailed(url, "it was sent on to what is no address") from error


def looked_up(url: str, host: str, port: int) -> list[str]:
    """The IP addresses of `host`, at least one."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FetchFailed(url, f"there is no machine called {host}") from error
    return [str(address[0]) for *_, address in found]


def is_public(ip: str) -> bool:
    """Whether it is an address of the public internet, looked at through the ways IPv6 has to wrap an IPv4 address.

    >>> [is_public(ip) for ip in ("93.184.216.34", "10.0.0.1", "169.254.169.254", "::ffff:127.0.0.1", "fe80::1%2")]
    [True, False, False, False, False]
    """
    address: Address = ipaddress.ip_address(ip.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        wrapped = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
        wrapped += [ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)] if address in NAT64 else []
        if not all(inner.is_global for inner in wrapped if inner):
            return False
        return (address.is_global or bool(address.ipv4_mapped) or address in NAT64) and not address.is_multicast
    return address.is_global and not address.is_multicast
