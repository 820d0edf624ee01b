# shellcheck shell=bash
# The local stand-in for Stripe that the demo pays at, one for all nodes of a clone. Sourced, after shell.sh and build.sh.
# In .data/stripe-stand-in: key, secret, port, state.json, pid, log.

STAND_IN=tests/Marketplace.StripeStandIn
STAND_IN_DIR=$ROOT/.data/stripe-stand-in

# Accounts that the demo's vendors are connected to.
STAND_IN_ACCOUNTS=$(printf 'acct_demo%02d,' {1..40})

# start_stand_in PORT_OF_MARKETPLACE: starts it where none is running, and tells the marketplace of it by the environment.
start_stand_in() {
  mkdir -p "$STAND_IN_DIR"
  exec 6>"$STAND_IN_DIR/lock"
  await flock 6
  [[ -e $STAND_IN_DIR/key ]] || secret_word sk_test_ >"$STAND_IN_DIR/key"
  [[ -e $STAND_IN_DIR/secret ]] || secret_word whsec_ >"$STAND_IN_DIR/secret"
  if ! stand_in_running; then launch_stand_in "$1"; fi
  exec 6>&-
  local address
  address=http://127.0.0.1:$(<"$STAND_IN_DIR/port")
  export Stripe__ApiKey Stripe__WebhookSecrets Stripe__ApiBase=$address Stripe__CheckoutOrigin=$address
  Stripe__ApiKey=$(<"$STAND_IN_DIR/key")
  Stripe__WebhookSecrets=$(<"$STAND_IN_DIR/secret")
}

# Its orders come from the node that started it; others on the same database see what comes of them.
launch_stand_in() {
  local port tenths
  port=$(cat "$STAND_IN_DIR/port" 2>/dev/null) || port=
  while [[ -z $port ]] || port_taken "$port"; do port=$((20000 + RANDOM % 12000)); done
  (
    umask 077
    exec 6>&- 8>&-
    setsid dotnet "$ROOT/$STAND_IN/bin/Release/net10.0/Marketplace.StripeStandIn.dll" --port "$port" \
      --key "$(<"$STAND_IN_DIR/key")" --secret "$(<"$STAND_IN_DIR/secret")" --data "$STAND_IN_DIR/state.json" \
      --webhooks "http://127.0.0.1:$1/api/v1/stripe/webhooks" --clock "http://127.0.0.1:$1/api/v1/demo/clock" \
      --accounts "${STAND_IN_ACCOUNTS%,}" </dev/null >"$STAND_IN_DIR/log" 2>&1 &
    echo $! >"$STAND_IN_DIR/pid"
  )
  for ((tenths = 0; tenths < 300; tenths++)); do
    if port_taken "$port"; then
      echo "$port" >"$STAND_IN_DIR/port"
      return
    fi
    stand_in_running || break
    sleep 0.1
  done
  die "The stand-in for Stripe did not start; its log: $STAND_IN_DIR/log"
}

# shop_at_stand_in PORT_OF_MARKETPLACE: once in the life of the demo's data, as soon as the marketplace is ready, a handful of
# companies order above their subsidy and pay. In the background.
shop_at_stand_in() {
  [[ -e $STAND_IN_DIR/shopped ]] && return
  local url=http://127.0.0.1:$1
  (
    exec 6>&- 8>&- </dev/null >>"$STAND_IN_DIR/log" 2>&1
    for ((tenths = 0; tenths < 6000; tenths++)); do
      port_taken "$1" && break
      sleep 0.1
      stand_in_running || exit
    done
    dotnet "$ROOT/$STAND_IN/bin/Release/net10.0/Marketplace.StripeStandIn.dll" shop "$url" "$Stripe__ApiBase" && touch "$STAND_IN_DIR/shopped"
  ) &
  shoppers=$!
}

stop_stand_in() {
  local tenths
  stand_in_running || return 0
  kill -TERM "$(<"$STAND_IN_DIR/pid")" 2>/dev/null
  for ((tenths = 0; tenths < 100; tenths++)); do
    stand_in_running || return 0
    sleep 0.1
  done
  kill -KILL "$(<"$STAND_IN_DIR/pid")" 2>/dev/null
}

# After a crash the number may be somebody else's.
stand_in_running() {
  local pid
  pid=$(cat "$STAND_IN_DIR/pid" 2>/dev/null) || return 1
  kill -0 "$pid" 2>/dev/null && [[ $(ps -o args= -p "$pid") == *Marketplace.StripeStandIn* ]]
}

secret_word() { printf '%s%s\n' "$1" "$(od -An -N 24 -tx1 /dev/urandom | tr -d ' \n')"; }
