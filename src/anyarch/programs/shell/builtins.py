"""Words that a shell knows itself: those of POSIX, dash, bash and busybox; and tools that most scripts use.

`.`, `command`, `eval`, `exec` and `source` are not in `BUILTINS`: what follows them is started, or read.
"""

RESERVED = frozenset(
    "! (( [[ case coproc do done elif else esac fi for function if in select then until while { }".split()
)
ASSIGNING = frozenset("declare export local readonly typeset".split())
CONDITIONS = frozenset("(( [ [[ false let test".split())
SETTING = frozenset("getopts mapfile read readarray".split())  # variables, to what is not in the script
BUILTINS = frozenset(
    """
    (( : [ [[ alias bg bind break cd chdir compgen complete compopt continue declare dirs disown echo enable exit export
    false fc fg getopts hash help history jobs kill let local logout mapfile popd printf pushd pwd read readarray
    readonly return set shift shopt suspend test times trap true type typeset ulimit umask unalias unset wait
    """.split()
)

# Programs that change no program: after them, a file that is missing is still missing.
HARMLESS = frozenset(
    """
    basename cat chgrp chown cut date dirname env find getent getopt grep head hostname id ls mkdir nc nproc pgrep ps
    readlink realpath rm rmdir sleep sort stat sync tail touch tr tty uname wc which whoami
    """.split()
)
# A busybox that is built for it has its applets without files; these are the ones that scripts use.
APPLETS = HARMLESS | frozenset(
    """
    addgroup adduser awk base64 bunzip2 bzip2 chmod chpasswd clear cmp cp crond dd deluser df diff dmesg dpkg du expr
    false fold free fuser gunzip gzip halt httpd hwclock ifconfig install ip ipcs kill killall less link ln logger
    login logread losetup md5sum mkfifo mknod mktemp modprobe more mount mv netstat nice nohup nslookup od passwd paste
    patch ping ping6 printenv printf reboot renice reset route run-parts sed seq setsid sha1sum sha256sum sha512sum
    shred shuf split strings stty su switch_root sysctl syslogd tac tar tee telnet test tftp time timeout top traceroute
    true truncate udhcpc umount uniq unlink unxz unzip uptime usleep vi vlock watch wget who xargs xz xxd yes zcat
    """.split()
)
