#!/bin/sh
# The browser tests need a Chromium of the system: found, installed by the package manager, or named.
set -eu
for name in chromium chromium-browser google-chrome; do
  if command -v "$name" >/dev/null 2>&1; then exit 0; fi
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Memasang chromium …"
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null
  exit 0
fi
echo "Uji peramban memerlukan Chromium. Pasang paket \"chromium\" (Debian, Ubuntu: apt install chromium)." >&2
exit 2
