# shellcheck shell=bash
# Builds for the scripts of ops/. Sourced, after shell.sh and provision.sh.

# shellcheck disable=SC2034 # for those who source this
API=src/Marketplace.Api/bin/Release/net10.0/Marketplace.Api.dll

# build PROJECT: Release, silent unless something is wrong. One build of a clone at a time; no build server stays behind.
build() {
  local status=0
  require_npm
  say "Building …"
  mkdir -p "$ROOT/.data"
  exec 7>"$ROOT/.data/build.lock"
  await flock 7
  await dotnet build "$ROOT/$1" --configuration Release --disable-build-servers --nologo --verbosity quiet --tl:off \
    >"$ROOT/.data/build.log" 2>&1 7>&- || status=$?
  if ((status != 0)); then cat "$ROOT/.data/build.log" >&2; fi
  exec 7>&-
  return "$status"
}
