#!/usr/bin/env bash
# Runs a command on a disk that has only some room left, and what follows once there is enough; each room begins with the
# same files. To be run in a mount namespace of its own.
#   full_disk.sh FOLDER QIANZHI PLACE "ROOM…" COMMAND AFTERWARDS
# FOLDER has qianzhi.toml and PLACE, the folder that becomes a disk; a room is in kibibytes. COMMAND and AFTERWARDS are of
# this shell and call the program as `qz`. Leaves FOLDER/room-N/{failed,recovered} as the disk was after each of the two,
# and said.txt. Prints a line "STATUS ROOM first second" a room.
set -u
folder=$1 program=$2 place=$3 rooms=$4 command=$5 afterwards=$6
cd "$folder" || exit 90
qz() { "$program" "$@" --config qianzhi.toml; }
rm -rf before room-*
cp -a "$place" before || exit 91
mount -t tmpfs -o size=256m,mode=700 tmpfs "$place" || exit 92
for room in $rooms; do
  mount -o remount,size=256m "$place" || exit 93
  find "$place" -mindepth 1 -delete || exit 94
  cp -a before/. "$place/" || exit 95
  used=$(df --output=used -k "$place" | tail -n 1)
  mount -o "remount,size=$((used + room))k" "$place" || exit 96
  mkdir "room-$room" || exit 97
  (eval "$command") >"room-$room/said.txt" 2>&1
  first=$?
  cp -a "$place" "room-$room/failed"
  mount -o remount,size=256m "$place" || exit 98
  (eval "$afterwards") >"room-$room/afterwards.txt" 2>&1
  second=$?
  cp -a "$place" "room-$room/recovered"
  echo "STATUS $room $first $second"
done
