"""Becomes another program that dies with the one who started it; a script, so it imports the standard library only.

    python -I -S tether.py SIGNAL PARENT MODE PROGRAM [ARGUMENT ...]

SIGNAL is the number that PROGRAM gets when PARENT (a process id) ends, however it ends. MODE says under which user
PROGRAM runs: `same`, `namespace` (a user namespace of its own, in which root appears as nobody) or `nobody`.

A wrapper, because a hook between fork and exec is unsafe in a process with threads, and because the kernel forgets the
signal whenever a process changes its user: it has to be asked for after that, and just before the exec.
"""

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1
CLONE_NEWUSER = 0x10000000
NOBODY = 65534


def main(arguments: list[str]) -> None:
    signal, parent, mode, program = int(arguments[0]), int(arguments[1]), arguments[2], arguments[3:]
    libc = ctypes.CDLL(None, use_errno=True)
    if mode == "namespace":
        enter_user_namespace(libc)
    elif mode == "nobody":
        become_nobody()
    checked(libc.prctl(PR_SET_PDEATHSIG, signal, 0, 0, 0))
    # The parent may have ended before the line above: then no signal will ever come.
    if os.getppid() != parent:
        sys.exit("the starting process has ended")
    os.execv(program[0], program)


def enter_user_namespace(libc: ctypes.CDLL) -> None:
    """Map our own user and group, and only these, to nobody: no user is created and no file changes its owner."""
    user, group = os.geteuid(), os.getegid()
    checked(libc.unshare(CLONE_NEWUSER))
    for name, text in (("setgroups", "deny"), ("uid_map", f"{NOBODY} {user} 1"), ("gid_map", f"{NOBODY} {group} 1")):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text)


def become_nobody() -> None:
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)


def checked(result: int) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


if __name__ == "__main__":
    main(sys.argv[1:])
