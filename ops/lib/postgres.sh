#!/usr/bin/env bash
# A private PostgreSQL in a folder, on 127.0.0.1 only, with a password of its own and with durable settings.
#
#   postgres.sh start DIR [PORT]            starts it (makes it first, if need be) and prints its connection string;
#                                           PORT 0 or "free": the last one, or any free one
#   postgres.sh stop DIR [fast|immediate]   stops it and waits; nothing to stop is fine
#   postgres.sh url DIR                     prints the connection string of the running one
#   postgres.sh remove DIR                  stops it and deletes it with its data
#
# Everything is in DIR/cluster: data/, log, port, password. Started by root, PostgreSQL runs as an unprivileged user;
# if that user cannot reach DIR, DIR/cluster is a link to a folder below /var/lib/marketplace.
# shellcheck disable=SC2016 # what stands in single quotes is expanded by the shell of another user
set -euo pipefail
# Settings of the caller's own PostgreSQL (PGHOST, PGDATA, PGOPTIONS …) are not for this one.
for name in $(compgen -e PG); do unset "$name"; done

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
# shellcheck source=shell.sh
. "$here/shell.sh"
# shellcheck source=provision.sh
. "$here/provision.sh"

usage() {
  sed -n '2,/^# shellcheck/{/^# shellcheck/d;s/^# \{0,1\}//p;}' "${BASH_SOURCE[0]}" >&2
  exit 2
}

start() {
  local wanted=${1:-free} tries
  [[ $wanted == 0 ]] && wanted=free
  [[ $wanted == free || $wanted =~ ^[1-9][0-9]{0,4}$ ]] || die "Not a port: $wanted"
  make_cluster_folder
  make_cluster
  if running; then
    url
    return
  fi
  wait_for_orphans
  for ((tries = 0; tries < 5; tries++)); do
    choose_port "$wanted"
    write_settings
    [[ -e $cluster/log ]] && mv -f "$cluster/log" "$cluster/log.old"
    if (
      close_descriptors
      as_owner "$POSTGRES_BIN/pg_ctl" start --silent --wait --timeout 120 --pgdata "$data" --log "$cluster/log"
    ); then
      url
      return
    fi
    # Somebody may have taken a free port in the meantime.
    [[ $wanted == free ]] || break
    grep -q 'could not create any TCP/IP sockets' "$cluster/log" || break
    rm -f "$cluster/port"
  done
  say "$(tail -n 30 "$cluster/log" 2>/dev/null)"
  die "PostgreSQL did not start; its log: $cluster/log"
}

# The server must not keep anything of the caller's open: neither its output, whose reader would wait for the end,
# nor the files by which it holds locks.
close_descriptors() {
  local path fd
  exec </dev/null >/dev/null 2>&1
  for path in /dev/fd/*; do
    fd=${path##*/}
    if ((fd > 2)); then eval "exec $fd>&-"; fi
  done
}

stop() {
  local mode=${1:-fast}
  [[ $mode == fast || $mode == immediate ]] || usage
  running || return 0
  find_binaries
  # A shutdown that hangs is not waited for for ever: what was committed survives an immediate one.
  pg_stop "$mode" || pg_stop immediate || die "PostgreSQL did not stop; its log: $cluster/log"
}

pg_stop() {
  as_owner "$POSTGRES_BIN/pg_ctl" stop --silent --wait --timeout 60 --mode "$1" --pgdata "$data" </dev/null >/dev/null 2>&1
}

url() {
  running || die "No PostgreSQL is running in $DIR."
  printf 'Host=127.0.0.1;Port=%s;Username=marketplace;Password=%s;Database=marketplace\n' \
    "$(<"$cluster/port")" "$(<"$cluster/password")"
}

remove() {
  stop immediate
  if [[ -L $DIR/cluster ]]; then rm -rf -- "$cluster"; fi
  rm -rf -- "$DIR/cluster" "$DIR/lock"
  rmdir -- "$DIR"
}

# PostgreSQL refuses to run as root. An existing cluster goes on under the user who owns it.
find_owner() {
  owner=$(id -un)
  if [[ -e $DIR/cluster ]]; then
    # (GNU and BSD spell this differently.)
    owner=$(stat -L -c %U "$DIR/cluster" 2>/dev/null || stat -L -f %Su "$DIR/cluster")
    ((EUID == 0)) || [[ $owner == "$(id -un)" ]] \
      || die "$DIR belongs to the user $owner: start this as root or as $owner, or remove that folder as root."
  fi
  if [[ $owner == root ]]; then
    owner=nobody
    if id postgres >/dev/null 2>&1; then owner=postgres; fi
  fi
}

as_owner() {
  if ((EUID != 0)); then
    "$@"
  elif command -v setpriv >/dev/null; then
    setpriv --reuid="$owner" --regid="$(id -g "$owner")" --init-groups -- "$@"
  elif command -v runuser >/dev/null; then
    runuser -u "$owner" -- "$@"
  else
    su -s /bin/sh "$owner" -c 'exec "$0" "$@"' -- "$@"
  fi
}

make_cluster_folder() {
  local home
  if [[ ! -e $DIR/cluster ]]; then
    if ((EUID != 0)); then
      mkdir -m 0700 "$DIR/cluster"
    elif as_owner test -x "$DIR"; then
      install -d -m 0700 -o "$owner" -g "$(id -g "$owner")" "$DIR/cluster"
    else
      home=/var/lib/marketplace/$(printf '%s' "$DIR" | sha256sum | cut -c 1-32)
      say "The user $owner, as whom PostgreSQL runs, cannot enter $DIR: its data are in $home."
      install -d -m 0755 /var/lib/marketplace
      install -d -m 0700 -o "$owner" -g "$(id -g "$owner")" "$home"
      ln -sfn "$home" "$DIR/cluster"
    fi
    find_cluster
  fi
  as_owner test -x "$cluster" || die "The user $owner, as whom PostgreSQL runs, can no longer enter $cluster."
}

# Made beside its place and then moved, so that an interrupted attempt is never taken for a cluster.
make_cluster() {
  local locale=C
  [[ -e $data/PG_VERSION ]] && { find_binaries; return; }
  if grep -qiE '^C\.utf-?8$' <<<"$(locale -a 2>/dev/null)"; then locale=C.UTF-8; fi
  rm -rf -- "$data.new"
  as_owner sh -c 'umask 077; od -An -N 16 -tx1 /dev/urandom | tr -d " \n" >"$1"' sh "$cluster/password"
  as_owner "$POSTGRES_BIN/initdb" --pgdata "$data.new" --no-sync --username marketplace --pwfile "$cluster/password" \
    --auth scram-sha-256 --encoding UTF8 --locale "$locale" >/dev/null
  as_owner sh -c 'echo "include '\''marketplace.conf'\''" >>"$1/postgresql.conf" && : >"$1/marketplace.conf"' sh "$data.new"
  as_owner "$POSTGRES_BIN/postgres" --single -D "$data.new" postgres <<<'create database marketplace' \
    >"$cluster/log" 2>&1 || die "No database could be made: $(<"$cluster/log")"
  mv -- "$data.new" "$data"
}

# A cluster is run by the major version that made it.
find_binaries() {
  local major
  major=$(<"$data/PG_VERSION")
  POSTGRES_BIN=$(find_postgres "$major") \
    || die "The data in $DIR were made by PostgreSQL $major, which is no longer installed. Install it, or remove that folder to begin anew."
}

# Written at every start, so that an old cluster has today's settings. What makes commits durable (fsync,
# synchronous_commit, full_page_writes) is on, and said here so that nobody need wonder.
write_settings() {
  as_owner sh -c 'cat >"$1"' sh "$data/marketplace.conf" <<SETTINGS
listen_addresses = '127.0.0.1'
port = $(<"$cluster/port")
unix_socket_directories = ''
max_connections = 600
fsync = on
synchronous_commit = on
full_page_writes = on
shared_buffers = 256MB
wal_compression = on
max_wal_size = 4GB
checkpoint_timeout = 15min
random_page_cost = 1.1
timezone = 'UTC'
log_timezone = 'UTC'
lc_messages = 'C'
log_line_prefix = '%m [%p] %d '
SETTINGS
}

# Below the range that the system hands out to outgoing connections.
choose_port() {
  local port=$1
  if [[ $port == free ]]; then
    port=$(cat "$cluster/port" 2>/dev/null) || port=
    while [[ -z $port ]] || port_taken "$port"; do port=$((20000 + RANDOM % 12000)); done
  elif port_taken "$port"; then
    die "Port $port is taken ($(port_holder "$port"))."
  fi
  as_owner sh -c 'echo "$2" >"$1"' sh "$cluster/port" "$port"
}

# Whether the process named in postmaster.pid is this cluster's server: after a crash or a restart of the machine
# that number may be nobody's or somebody else's. A PostgreSQL process works in its data folder.
running() {
  local pid
  pid=$(server_pid) || return 1
  kill -0 "$pid" 2>/dev/null || return 1
  if [[ -d /proc/self ]]; then
    [[ $(readlink "/proc/$pid/cwd") == "$data" ]]
  else
    [[ $(ps -o args= -p "$pid") == *postgres*"$data"* ]]
  fi
}

server_pid() { head -n 1 "$data/postmaster.pid" 2>/dev/null; }

# A server that was killed leaves children, which notice within moments, and postmaster.pid. PostgreSQL itself removes
# that file, except when its number belongs to another process of the same user by now.
wait_for_orphans() {
  local tenths
  [[ -e $data/postmaster.pid && -d /proc/self ]] || return 0
  for ((tenths = 0; tenths < 300; tenths++)); do
    if [[ -z $(find /proc/[0-9]*/cwd -maxdepth 0 -lname "$data" -print -quit 2>/dev/null) ]]; then
      rm -f "$data/postmaster.pid"
      return 0
    fi
    sleep 0.1
  done
  die "Processes of a PostgreSQL that was killed are still at work in $data."
}

find_cluster() {
  # The physical path: it is what the system shows as the server's working folder.
  cluster=$DIR/cluster
  if [[ -L $cluster ]]; then cluster=$(readlink "$cluster"); fi
  data=$cluster/data
}

(($# >= 2)) || usage
verb=$1
case $verb in
  start)
    # (Its package also makes the user postgres.)
    require_postgres
    mkdir -p -- "$2"
    ;;
  stop | url | remove) [[ -d $2 ]] || die "There is no PostgreSQL in $2." ;;
  *) usage ;;
esac
DIR=$(cd "$2" && pwd -P)
# The unprivileged user cannot work in a folder that only the caller may enter.
cd /
shift 2
find_owner
find_cluster

if [[ $verb != url ]]; then
  # Nothing is left half done: a server started by halves would be one that nobody stops.
  trap '' HUP INT TERM
  require_flock
  exec 9>"$DIR/lock"
  flock 9
fi
"$verb" "$@"
