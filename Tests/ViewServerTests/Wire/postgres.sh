#!/usr/bin/env bash
# A PostgreSQL 15 of its own for a test: postgres.sh start FOLDER PORT | stop FOLDER
# Listens on 127.0.0.1 without passwords; as root it runs as the user postgres.
set -euo pipefail
bin=/usr/lib/postgresql/15/bin
folder=$2
as=()
if [ "$(id -u)" -eq 0 ]; then as=(runuser -u postgres --); fi
cd /
case $1 in
  start)
    mkdir -p "$folder"
    if [ "$(id -u)" -eq 0 ]; then chown postgres "$folder"; fi
    "${as[@]}" "$bin/initdb" -D "$folder/data" -U postgres -A trust -E UTF8 --locale=C --no-sync >/dev/null
    # The server must not keep what this script was given open: who started the script waits for its end there.
    for descriptor in /proc/self/fd/*; do
      number=${descriptor##*/}
      if [ "$number" -gt 2 ] && [ "$number" -ne 255 ]; then eval "exec $number>&-"; fi
    done
    "${as[@]}" "$bin/pg_ctl" -D "$folder/data" -w -l "$folder/log" -o \
      "-c listen_addresses=127.0.0.1 -p $3 -c unix_socket_directories=$folder -c fsync=off -c timezone=Asia/Shanghai" start </dev/null >/dev/null 2>&1
    ;;
  stop)
    "${as[@]}" "$bin/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null
    rm -rf "$folder"
    ;;
esac
