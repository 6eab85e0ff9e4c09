#!/usr/bin/env bash
# Executes SQL with unixODBC's isql and prints its rows, values separated by |.
#   isql_query.sh "<connection string>" "SELECT …;"
# Exit code 1 when the connection or the statement failed; isql itself reports failed statements only in its output.
set -euo pipefail
output=$(printf '%s\n' "$2" | isql -b -v '-d|' -k "$1" 2>&1) || { printf '%s\n' "$output" >&2; exit 1; }
if grep -qE '^\[[A-Z0-9]{5}\]|\[ISQL\]ERROR' <<<"$output"; then
  printf '%s\n' "$output" >&2
  exit 1
fi
printf '%s\n' "$output" | { grep -v '^$' || true; }
