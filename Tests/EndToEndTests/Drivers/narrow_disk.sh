#!/usr/bin/env bash
# Runs a poll on a disk that is too small, then on one that is large enough. To be run in a mount namespace of its own.
#   narrow_disk.sh KIBIBYTES FOLDER QIANZHI
# FOLDER has qianzhi.toml. Leaves copies of the data directory in FOLDER/failed and FOLDER/recovered.
# Prints the first run's output and, last, "STATUS first second".
set -u
cd "$2"
mkdir -p data
mount -t tmpfs -o "size=${1}k" tmpfs data || exit 90
"$3" sync --config qianzhi.toml 2>&1
first=$?
cp -a data failed
mount -o remount,size=256m data || exit 91
"$3" sync --config qianzhi.toml >recovered.txt 2>&1
second=$?
cp -a data recovered
echo "STATUS $first $second"
