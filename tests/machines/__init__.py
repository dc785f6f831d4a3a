"""Machines of another kind than this one, made from Debian's packages, emulated whole by QEMU, and tested in.

Nothing of another CPU runs on this machine itself, and its kernel is asked for nothing: the packages are only unpacked,
no script of theirs is run, and what the machine needs besides is written here. Results come back on a disk.
"""
