#!/usr/bin/env bash
# Runs a poll while a folder is read-only, which root too can feel only through a mount. In a namespace of its own.
#   read_only.sh SUBFOLDER FOLDER QIANZHI
set -u
cd "$2"
mount --bind "data/$1" "data/$1" || exit 90
mount -o remount,bind,ro "data/$1" || exit 91
"$3" sync --config qianzhi.toml 2>&1
echo "STATUS $?"
