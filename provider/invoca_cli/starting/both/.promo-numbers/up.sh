#!/usr/bin/env bash
# Does what a saved plan says, and nothing beyond it.
#
#   up.sh PLAN [OPTION ...]     the options are those of `invoca up`
#
# A campaign that fails does not stop the others; the exit code is 1 if one did. UNLOCK=true first
# removes the locks that a killed run left; only for when no other run is under way.
set -euo pipefail

plan=$1
shift
if [ ! -f "$plan" ]; then
  echo "No plan was approved for this commit: everything in it waits for a person."
  exit 0
fi

if [ "${UNLOCK:-}" = true ]; then
  python3 -c 'import json, sys
for one in json.load(open(sys.argv[1], encoding="utf-8"))["stacks"]: print(one["stack"])' "$plan" |
    while read -r stack; do
      pulumi cancel --yes --non-interactive --color never --stack "$stack" < /dev/null ||
        echo "$stack: there was no lock to remove; continuing"
    done
fi

code=0
invoca up --plan "$plan" "$@" || code=$?
if [ "$code" -ne 0 ]; then
  cat >&2 <<END

Not everything was deployed; the errors are above. When their cause is gone, run this again: what was
bought is found by its id and taken over, and nothing is bought twice.

If a stack is locked and no other run is under way, a run was killed. Run this again with UNLOCK=true,
which begins with \`pulumi cancel --yes --stack NAME\`.
END
fi
exit "$code"
