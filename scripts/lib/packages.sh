# Debian packages the scripts need. Sourced, not run.

# need_packages install|report PACKAGE…
# Installs what is missing (as root, or through sudo without a password); otherwise says what to install and fails.
need_packages() {
  local mode=$1
  shift
  local missing=()
  local name
  for name in "$@"; do
    dpkg-query -W -f '${Status}' "$name" 2>/dev/null | grep -q 'ok installed' || missing+=("$name")
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  local runner=()
  if [ "$(id -u)" -ne 0 ]; then
    if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then runner=(sudo -n); else mode=report; fi
  fi
  if [ "$mode" = report ]; then
    echo "缺少软件包，请先安装：apt-get install ${missing[*]}" >&2
    return 2
  fi
  echo "安装软件包：${missing[*]}" >&2
  if ! "${runner[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}" >/dev/null 2>&1; then
    "${runner[@]}" apt-get update -qq >&2
    "${runner[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}" >&2
  fi
}

# What a build needs, and what reading the views through ODBC needs.
build_packages=(libsqlite3-dev unixodbc-dev zlib1g-dev pkg-config git libzip-dev libexpat1-dev libxlsxwriter-dev libpcre2-dev libssl-dev)
driver_packages=(unixodbc odbc-postgresql)
# Database engines that tests start for themselves.
database_packages=(postgresql odbc-mariadb mariadb-server)
# PostgreSQL's client library and parser, which tests compare with.
comparison_packages=(libpq-dev libpg-query-dev)

need_swift() {
  if ! command -v swift >/dev/null; then
    echo "找不到 swift。请先安装 Swift 6.3（https://www.swift.org/install/linux/）。" >&2
    return 2
  fi
}

# Lines of a build that say nothing to a reader: progress, and notes about the packages' own folders.
build_noise='^\[[0-9]+/[0-9]+\]|found [0-9]+ file\(s\) which are unhandled|/CMakeLists\.txt$|^(Fetch|Creating|Working|Comput)'

# What scripts/package makes a package with.
package_packages=(binutils patchelf dpkg)

# What scripts/bench compares with, and what its client needs.
bench_packages=(postgresql-15 libssl-dev python3)
