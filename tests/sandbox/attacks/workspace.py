"""Attacks on the workspace, and through it on tools that read from it."""

from __future__ import annotations

from attacks.table import Attack

ATTACKS = [
    Attack(
        "symlink_tool",
        "plant a symlink, let a tool follow it",
        "import os; os.symlink('/etc/passwd', 'x.png'); OUT = image_info('x.png')",
        "leak:root:x:0",
    ),
    Attack(
        "preplanted_symlink",
        "a symlink already in the workspace (from an unpacked archive), followed by a tool",
        "OUT = image_info('planted_link.png')",
        "leak:root:x:0",
    ),
    Attack(
        "hardlink",
        "hard-link another run's file into the workspace",
        "import os; os.link('$RUNS/other/secret.txt', 'h.png'); OUT = open('h.png').read()",
        "leak:CANARY-OTHER",
    ),
    Attack(
        "path_dotdot",
        "tool argument ../other/secret.txt",
        "OUT = image_info('../other/secret.txt')",
        "leak:CANARY-OTHER",
    ),
    Attack("path_abs", "tool argument /etc/passwd", "OUT = image_info('/etc/passwd')", "leak:root:x:0"),
    Attack("fifo", "a FIFO as tool argument blocks the parent", "OUT = image_info('planted_fifo.png')", "hang"),
    Attack(
        "disk_fill",
        "fill the disk: 400 MB into a quota of 64 MB",
        """
        OUT = 0
        for i in range(40):
            with open('f%d' % i, 'wb') as f: f.write(b'x' * (10 << 20))
            OUT += 10
        """,
        "disk",
    ),
    Attack(
        "inode_bomb",
        "60,000 empty files into a quota of 2,000",
        "for i in range(60000): open('n%d' % i, 'w').close()",
        "inodes",
    ),
]
