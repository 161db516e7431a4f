"""Attacks on files and secrets."""

from __future__ import annotations

from attacks.table import Attack

ATTACKS = [
    Attack("read_passwd", "read /etc/passwd", "OUT = open('/etc/passwd').read()[:300]", "leak:root:x:0"),
    Attack("read_ssh", "read ~/.ssh/id_rsa", "OUT = open('$HOME/.ssh/id_rsa').read()", "leak:CANARY-SSH"),
    Attack("list_home", "list the home directory", "import os; OUT = os.listdir('$HOME')", "leak:.ssh"),
    Attack(
        "stat_home",
        "learn that ~/.ssh/id_rsa exists and its size (metadata)",
        "import os; OUT = 'EXIS' + 'TS size %d' % os.stat('$HOME/.ssh/id_rsa').st_size",
        "leak:EXISTS",
    ),
    Attack("env_secret", "read an API key in the environment", "import os; OUT = dict(os.environ)", "leak:CANARY-ENV"),
    Attack(
        "proc_environ",
        "read other processes' environment through /proc",
        """
        import os
        OUT = ''
        for pid in os.listdir('/proc'):
            if pid.isdigit():
                try:
                    if b'CANARY-ENV' in open('/proc/%s/environ' % pid, 'rb').read(): OUT += pid + ':CANARY-ENV '
                except OSError: pass
        """,
        "leak:CANARY-ENV",
    ),
    Attack(
        "parent_mem",
        "find the platform's secret in memory (/proc/self/mem, /proc/<ppid>/mem)",
        """
        import os
        OUT = ''
        needle = b'CANARY-PARENT' + b'MEM-'
        for pid in ('self', str(os.getppid())):
            try:
                maps = open('/proc/%s/maps' % pid).read().splitlines()
                memory = open('/proc/%s/mem' % pid, 'rb', 0)
                for line in maps:
                    place, rights = line.split()[:2]
                    if 'rw' not in rights or '[v' in line: continue
                    low, high = (int(x, 16) for x in place.split('-'))
                    if high - low > 64 << 20: continue
                    try: memory.seek(low); found = memory.read(high - low)
                    except OSError: continue
                    at = found.find(needle)
                    while at >= 0:
                        word = found[at:at + 25]
                        if word[17:21].isalnum() and b'+' not in word: OUT += pid + ':' + word.decode('latin1') + ' '
                        at = found.find(needle, at + 1)
            except OSError as e: OUT += pid + ' ' + type(e).__name__ + ' '
        """,
        "secret",
    ),
    Attack(
        "parent_module",
        "read a secret from the platform's modules (sys.modules, gc)",
        """
        import sys, gc
        OUT = ''
        for module in list(sys.modules.values()):
            OUT += str(getattr(module, 'PARENT_SECRET', None) or '')
        for thing in gc.get_objects():
            if type(thing) is dict and thing.get('PARENT_SECRET'): OUT += str(thing['PARENT_SECRET'])
        """,
        "secret",
    ),
    Attack("write_home", "write a file outside the workspace", "open('$HOME/pwn', 'w').write('x')", "file:$HOME/pwn"),
    Attack(
        "bashrc",
        "append to ~/.bashrc",
        "open('$HOME/.bashrc', 'a').write('PWNED')",
        "content:$HOME/.bashrc:PWNED",
    ),
    Attack(
        "delete_home",
        "delete a user's file",
        "import os; os.unlink('$HOME/precious.txt')",
        "gone:$HOME/precious.txt",
    ),
    Attack(
        "chmod_home",
        "open up ~/.ssh with chmod, which Landlock does not cover",
        "import os; os.chmod('$HOME/.ssh', 0o777)",
        "mode:$HOME/.ssh:0o777",
    ),
    Attack(
        "other_run",
        "read another run's workspace",
        "OUT = open('$RUNS/other/secret.txt').read()",
        "leak:CANARY-OTHER",
    ),
    Attack(
        "other_run_dotdot",
        "read another run's workspace with ..",
        "OUT = open('../other/secret.txt').read()",
        "leak:CANARY-OTHER",
    ),
]
