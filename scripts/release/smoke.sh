#!/bin/sh
# Install folkhue[server] into a fresh environment, start it as the container does, and send requests.
set -eu
cd "$(dirname "$0")/../.."
port=${PORT:-18000}
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2> /dev/null || true; rm -rf "$work"' EXIT INT TERM

"${PYTHON:-python3}" -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check ".[server]"

# The command of the Dockerfile, in an empty folder.
mkdir "$work/empty"
(cd "$work/empty" && exec "$work/venv/bin/folkhue" serve --host 127.0.0.1 --port "$port") \
    > "$work/log" 2>&1 &
server=$!

tries=0
until curl --silent --fail --output /dev/null "http://127.0.0.1:$port/readyz"; do
    tries=$((tries + 1))
    if [ "$tries" -gt 120 ] || ! kill -0 "$server"; then cat "$work/log"; exit 1; fi
    sleep 0.5
done

url=http://127.0.0.1:$port
curl --silent --fail "$url/healthz" | grep '"status":"ok"'
curl --silent --fail --form image=@golden/photos/astronaut.jpg "$url/v1/classify" | grep -o '"dominant": "[a-z]*"'
curl --silent --fail --form image=@golden/photos/astronaut.jpg "$url/v1/palette?format=gpl" | head -n 1
curl --silent --fail --json '{"colors": ["#1e3cc8"]}' "$url/v1/name" | grep -o '"name":"blue"'
curl --silent --fail "$url/" | grep -o '<title>.*</title>'
[ -z "$(ls -A "$work/empty")" ] || { echo "it wrote into its folder"; exit 1; }

kill "$server"
wait "$server" || [ $? -eq 143 ]
server=
echo "folkhue serve works in a fresh environment"
