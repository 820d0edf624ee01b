# shellcheck shell=bash
# Finds what the project needs on this machine and, on Debian and Ubuntu, installs what is missing. Sourced, after shell.sh.

POSTGRES_MIN=15

require_dotnet() {
  # The SDK is the one thing that is not installed here: everybody gets it in another way.
  command -v dotnet >/dev/null \
    || die "The .NET 10 SDK is needed, and there is no 'dotnet' in the PATH: install the package dotnet-sdk-10.0 or the SDK from dot.net."
  # Every listing is read to its end: a reader that leaves early would break the pipe of the writer.
  dotnet --list-sdks | awk '$1 ~ /^10\./ { found = 1 } END { exit !found }' \
    || die "The .NET 10 SDK is needed; 'dotnet --list-sdks' shows: $(dotnet --list-sdks | cut -d ' ' -f 1 | paste -sd ' ' -)."
  export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en
}

# flock (util-linux) is on every Linux; elsewhere it is a package.
require_flock() {
  command -v flock >/dev/null || die "The command 'flock' is needed (Homebrew: brew install flock)."
}

# npm brings what browsers need (htmx, Tabler, ECharts), by the lock file; the build calls it.
require_npm() {
  if command -v node >/dev/null && command -v npm >/dev/null; then return 0; fi
  apt_usable || die "Node.js and npm are needed for the build (Debian, Ubuntu: nodejs npm; Fedora: nodejs-npm; Homebrew: node)."
  apt_update
  apt_install nodejs npm
}

# Sets CHROMIUM, the browser that tests of pages drive.
# shellcheck disable=SC2034 # for those who source this
require_chromium() {
  CHROMIUM=$(command -v chromium || command -v chromium-browser || command -v google-chrome) && return 0
  apt_usable || die "Chromium is needed for the tests of pages (Debian, Ubuntu, Fedora: chromium), with a font that has Chinese (fonts-noto-cjk)."
  apt_update
  apt_install chromium fonts-noto-cjk
  CHROMIUM=$(command -v chromium) || die "chromium was installed, but is not in the PATH."
}

# find_postgres MAJOR|any: the folder with the server binaries, of that major version or of any new enough.
find_postgres() {
  local wanted=$1 dir major
  while IFS= read -r dir; do
    [[ -x $dir/initdb && -x $dir/pg_ctl && -x $dir/postgres ]] || continue
    major=$(postgres_major "$dir")
    if [[ $wanted != any ]]; then
      [[ $major == "$wanted" ]] || continue
    else
      ((major >= POSTGRES_MIN)) || continue
    fi
    printf '%s\n' "$dir"
    return 0
  done < <(postgres_candidates)
  return 1
}

postgres_major() { "$1/postgres" --version | sed -E 's/^[^0-9]*([0-9]+).*/\1/'; }

# Places where PostgreSQL is found, the preferred ones first: the PATH, then the newest version.
postgres_candidates() {
  local path
  # A link from a folder of many things leads to the folder that has all of PostgreSQL's.
  if path=$(command -v postgres); then dirname "$(readlink -f "$path")"; fi
  printf '%s\n' \
    /usr/lib/postgresql/*/bin \
    /usr/pgsql-*/bin \
    /opt/homebrew/opt/postgresql@*/bin \
    /usr/local/opt/postgresql@*/bin \
    /home/linuxbrew/.linuxbrew/opt/postgresql@*/bin | sort -rV
}

# Sets POSTGRES_BIN.
# shellcheck disable=SC2034 # for those who source this
require_postgres() {
  POSTGRES_BIN=$(find_postgres any) && return 0
  apt_usable \
    || die "PostgreSQL $POSTGRES_MIN or newer is needed. Install its server (Debian, Ubuntu: postgresql; Fedora: postgresql-server; Homebrew: postgresql@17)," \
      "or run this as root or with password-less sudo on Debian or Ubuntu, and it is installed for you."
  install_postgres
  POSTGRES_BIN=$(find_postgres any) || die "PostgreSQL was installed, but no server of version $POSTGRES_MIN or newer is found."
}

# The server's package makes and starts a cluster for the whole machine, unless it is told not to beforehand.
# Nobody asked for that one; where PostgreSQL was there already, its administrator's choice is not touched.
install_postgres() {
  local offered config=/etc/postgresql-common/createcluster.conf
  local setting='create_main_cluster = false # only while ops/ installs PostgreSQL'
  apt_update
  offered=$(apt-cache policy postgresql | sed -nE 's/^ *Candidate: ([0-9]+).*/\1/p')
  ((${offered:-0} >= POSTGRES_MIN)) \
    || die "PostgreSQL $POSTGRES_MIN or newer is needed; this system's packages offer ${offered:-none}. Add the PostgreSQL project's own package source (PGDG), then try again."
  if dpkg-query -W -f '${Status}\n' 'postgresql-[0-9]*' 2>/dev/null | grep -q ' installed$'; then
    apt_install postgresql
    return
  fi
  apt_install postgresql-common
  printf '%s\n' "$setting" | as_root tee -a "$config" >/dev/null
  apt_install postgresql
  as_root sed -i "\|^$setting\$|d" "$config"
}

# Without wrk the load generator of a benchmark is missing, the rest of it runs.
provide_wrk() {
  command -v wrk >/dev/null && return 0
  if ! apt_usable; then
    say "wrk is not installed: benchmarks over HTTP will be missing."
    return 0
  fi
  apt_update
  apt_install wrk
}

as_root() {
  if ((EUID == 0)); then "$@"; else sudo -n "$@"; fi
}

apt_usable() {
  command -v apt-get >/dev/null || return 1
  ((EUID == 0)) || sudo -n true 2>/dev/null
}

apt_updated=
apt_update() {
  [[ -z $apt_updated ]] || return 0
  apt_quietly update
  apt_updated=1
}

apt_install() {
  say "Installing $* (system packages) …"
  apt_quietly install -y --no-install-recommends "$@"
}

# Shows what apt-get says only if it fails.
apt_quietly() {
  local output
  output=$(as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=120 "$@" </dev/null 2>&1) && return 0
  say "$output"
  die "apt-get $* failed."
}
