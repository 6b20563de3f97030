#!/bin/sh
# Makes sure that the programs which the tests start are there: redis-server, a
# Chromium, and a C compiler for Go's race detector. On Debian it installs what
# is missing; elsewhere it says what to install and stops.
set -eu

has() { command -v "$1" >/dev/null 2>&1; }

missing=
has redis-server || missing="$missing redis-server"
has chromium || has chromium-browser || has google-chrome || has google-chrome-stable || missing="$missing chromium"
has "${CC:-gcc}" || missing="$missing gcc libc6-dev"
[ -n "$missing" ] || exit 0

system=unknown
[ ! -r /etc/os-release ] || system=$(. /etc/os-release && echo "$ID")

root=
[ "$(id -u)" -eq 0 ] || root=sudo

if [ "$system" != debian ] || ! has apt-get || { [ -n "$root" ] && ! has sudo; }; then
	cat >&2 <<EOF
The tests need programs that this machine lacks:$missing
Install them and run this again:
  Debian:  apt-get install$missing     (as root)
  Ubuntu:  the same, but Chromium comes as: snap install chromium
  Fedora:  dnf install redis chromium gcc glibc-devel
  Alpine:  apk add redis chromium gcc musl-dev
  macOS:   brew install redis; brew install --cask chromium; xcode-select --install
Redis must be 7.0 or newer.
EOF
	exit 1
fi

echo "installing for the tests:$missing"
$root apt-get -qq update
# shellcheck disable=SC2086 # a list of packages
$root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends $missing >/dev/null
