#!/bin/sh
# The first process of the machine, and its only service: it does one job after another.
#
# The host writes a job, as a tar, to the second disk, and a line to the console. The job's script `run` then prints to
# the console; what it leaves in /results goes, as a tar, to the third disk. A line `machine: …` tells the host how it
# stands. Without the second disk there is a shell on the console.
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 TERM=dumb
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t cgroup2 cgroup2 /sys/fs/cgroup
mount -t tmpfs -o mode=755 tmpfs /run
mkdir -p /dev/pts /dev/shm /dev/mqueue /run/lock
mount -t devpts -o mode=620,ptmxmode=666 devpts /dev/pts
mount -t tmpfs tmpfs /dev/shm
mount -t mqueue mqueue /dev/mqueue
[ -e /dev/fd ] || ln -s /proc/self/fd /dev/fd
hostname machine
ip link set lo up
exec </dev/ttyAMA0 >/dev/ttyAMA0 2>&1
stty raw -echo

read -r uptime _ </proc/uptime
echo "machine: ready $uptime"
while read -r order; do
  case $order in
  job)
    blockdev --flushbufs /dev/vdb
    rm -rf /job /results
    mkdir /job /results
    tar -xmf /dev/vdb -C /job
    (cd /job && exec sh run </dev/null)
    status=$?
    tar -cf /dev/vdc -C /results .
    blockdev --flushbufs /dev/vdc
    echo "machine: ended $status"
    ;;
  end) break ;;
  esac
done
sync
busybox poweroff -f
