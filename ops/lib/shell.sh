# shellcheck shell=bash
# What the scripts of ops/ share: messages, children that end with their script, ports. Sourced.

# shellcheck disable=SC2034 # for those who source this
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)

say() { printf '%s\n' "$*" >&2; }
die() { say "$@"; exit 1; }

# Runs a command and waits for it in such a way that a signal ends the wait at once. The command gets a process
# group of its own, so that end_child reaches all that it started, and a Ctrl-C reaches it through this script only.
child=
await() {
  local status=0
  set -m
  "$@" </dev/null &
  child=$!
  set +m
  wait "$child" || status=$?
  # What it left behind (a test process that hung, say) goes too.
  kill -KILL -- "-$child" 2>/dev/null || true
  child=
  return "$status"
}

# Ends the command that await waits for: asked politely, then (after 40 s, more than a .NET host takes) by force,
# and by force whatever it left behind in its group.
end_child() {
  [[ -n $child ]] || return 0
  local tenths
  kill -TERM -- "-$child" 2>/dev/null
  for ((tenths = 0; tenths < 400; tenths++)); do
    kill -0 "$child" 2>/dev/null || break
    sleep 0.1
  done
  kill -KILL -- "-$child" 2>/dev/null
  wait "$child" 2>/dev/null
  child=
}

# finally FUNCTION: runs it exactly once with the exit code, however the script ends, after the child has been ended.
# Further signals are ignored meanwhile; the exit code is the conventional one (Ctrl-C 130, SIGTERM 143, SIGHUP 129).
finally() {
  # shellcheck disable=SC2064,SC2154 # the name of the function is wanted now; the trap itself assigns exit_code
  trap "exit_code=\$?; trap '' HUP INT TERM; set +e; end_child; $1 \$exit_code" EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
}

port_taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# Who listens on a port, as far as this user may know: "pid 123: dotnet Marketplace.Api.dll serve".
port_holder() {
  local port=$1 inode fd pid
  if [[ -r /proc/net/tcp ]]; then
    while read -r inode; do
      fd=$(find /proc/[0-9]*/fd -lname "socket:\[$inode\]" -print -quit 2>/dev/null) || true
      [[ -n $fd ]] || continue
      pid=${fd#/proc/}
      pid=${pid%%/*}
      printf 'pid %s: %s\n' "$pid" "$(tr '\0' ' ' <"/proc/$pid/cmdline" | cut -c 1-120)"
      return 0
    done < <(awk -v port=":$(printf '%04X' "$port")" \
      '$4 == "0A" && substr($2, length($2) - 4) == port { print $10 }' /proc/net/tcp /proc/net/tcp6 2>/dev/null)
  elif command -v lsof >/dev/null; then
    pid=$(lsof -nP -t -iTCP:"$port" -sTCP:LISTEN 2>/dev/null | head -n 1)
    [[ -n $pid ]] && printf 'pid %s: %s\n' "$pid" "$(ps -o args= -p "$pid" | cut -c 1-120)"
  fi
  return 0
}
