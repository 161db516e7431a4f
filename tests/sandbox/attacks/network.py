"""Attacks over sockets."""

from __future__ import annotations

from attacks.table import Attack

ATTACKS = [
    Attack(
        "tcp",
        "TCP connect",
        "import socket; s = socket.create_connection(('127.0.0.1', $PORT), 2); s.send(b'hi')",
        "net:tcp",
    ),
    Attack(
        "udp",
        "UDP datagram, as exfiltration over DNS does",
        "import socket; s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.sendto(b'hi', ('127.0.0.1', $PORT))",
        "net:udp",
    ),
    Attack(
        "unix_path",
        "connect to a UNIX socket (docker.sock, ssh-agent, dbus)",
        "import socket; s = socket.socket(socket.AF_UNIX); s.connect('$HOME/agent.sock'); s.send(b'hi')",
        "net:unix",
    ),
    Attack(
        "unix_abstract",
        "connect to an abstract UNIX socket",
        r"import socket; s = socket.socket(socket.AF_UNIX); s.connect('\0attacked$PORT'); s.send(b'hi')",
        "net:abstract",
    ),
    Attack(
        "netlink",
        "netlink, raw and vsock sockets reachable",
        """
        import socket
        OUT = ''
        for family, kind in ((16, 3), (40, 1), (38, 5)):
            try: socket.socket(family, kind); OUT += 'OPENED %d ' % family
            except OSError as e: OUT += str(e.errno) + ' '
        """,
        "leak:OPENED",
    ),
]
