"""
A fence around the code of foreign repositories, which Prefect runs when it imports a flow: no network but the given
server, no other process but git asked by Prefect, no writes outside the scratch folder, no reading of the user's own
files, bounded time and memory. It keeps honest code from doing harm; it is no sandbox against a clever attacker.
"""

import os
import resource
import sys

GIT_READS = {"rev-parse", "config", "remote", "log", "symbolic-ref", "branch", "status", "describe"}
WRITES = {
    "os.remove": 1,
    "os.rename": 2,
    "os.rmdir": 1,
    "os.mkdir": 1,
    "os.chmod": 1,
    "os.chown": 1,
    "os.link": 2,
    "os.symlink": 2,
    "os.truncate": 1,
    "shutil.rmtree": 1,
    "sqlite3.connect": 1,
}
DENIED = {
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "os.spawn",
    "os.fork",
    "os.forkpty",
    "pty.spawn",
    "os.kill",
    "os.killpg",
    "socket.bind",
    "socket.sendto",
    "socket.sendmsg",
    "ctypes.dlsym",
}
WRITE_FLAGS = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def raise_fence(*, scratch, repository, port, user_home, seconds):
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
    resource.setrlimit(resource.RLIMIT_FSIZE, (64 << 20, 64 << 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    writable = [os.path.realpath(scratch) + os.sep]
    readable = [*writable, *(os.path.realpath(path) + os.sep for path in (sys.prefix, sys.base_prefix))]
    readable.append(os.path.dirname(os.path.realpath(__file__)) + os.sep)
    private = os.path.realpath(user_home) + os.sep
    repository = os.path.realpath(repository) + os.sep

    def within(path, folders):
        if isinstance(path, int):
            return True
        full = os.path.realpath(os.fsdecode(path))
        return full in ("/dev/null", "/dev/urandom") or any((full + os.sep).startswith(one) for one in folders)

    def from_repository():
        frame = sys._getframe(2)
        while frame:
            if os.path.abspath(frame.f_code.co_filename).startswith(repository):
                return True
            frame = frame.f_back
        return False

    def is_git_read(args):
        command = [os.fsdecode(part) for part in args[1]] if not isinstance(args[1], (str, bytes)) else []
        return (
            len(command) > 1
            and os.path.basename(command[0]) == "git"
            and any(part in GIT_READS for part in command[1:3])
            and not from_repository()
        )

    def hook(event, args):
        if event == "open":
            path, _, flags = args
            if flags & WRITE_FLAGS:
                if not within(path, writable):
                    deny(event)
            elif isinstance(path, (str, bytes)):
                full = os.path.realpath(os.fsdecode(path))
                if full.startswith(private) and not within(path, readable):
                    deny(event)
        elif event in WRITES:
            if not all(within(path, writable) for path in args[: WRITES[event]]):
                deny(event)
        elif event == "socket.connect":
            if args[1][:2] != ("127.0.0.1", port):
                deny(event)
        elif event == "socket.getaddrinfo":
            if args[0] not in ("127.0.0.1", b"127.0.0.1", "localhost"):
                deny(event)
        elif event == "subprocess.Popen":
            if not is_git_read(args):
                deny(event)
        elif event == "ctypes.dlopen":
            if args[0] is not None:
                deny(event)
        elif event in DENIED:
            deny(event)

    sys.addaudithook(hook)


def deny(event):
    raise PermissionError(f"{event} is not allowed here")
