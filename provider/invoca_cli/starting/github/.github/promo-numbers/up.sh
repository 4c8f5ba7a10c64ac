#!/usr/bin/env bash
# Makes Invoca match what the campaign files declare, one stack after the other.
#
# A stack that fails does not stop the others; the exit code is 1 if one did. UNLOCK=true first takes
# away the lock that a killed run left; only for when no other run is under way.
set -euo pipefail

failed=()
for file in stacks/*.yaml; do
  stack=$(basename "$file" .yaml)
  case $stack in Pulumi.*) continue ;; esac

  echo "== $stack"
  if [ "${UNLOCK:-}" = true ]; then
    pulumi cancel --yes --non-interactive --color never --stack "$stack" ||
      echo "$stack: there was no lock to take away; going on"
  fi
  # --refresh, as the plan was made: what somebody changed by hand is brought back as it showed.
  pulumi up --yes --refresh --non-interactive --color never --stack "$stack" || failed+=("$stack")
done

if [ ${#failed[@]} -gt 0 ]; then
  cat >&2 <<EOF

Failed: ${failed[*]}. The errors are above. When their cause is gone, run this again: what was
bought is found by its id and taken over, and nothing is bought twice.

If a stack is "currently locked" and no other run is under way, a run was killed. Run this again
with UNLOCK=true, which begins with \`pulumi cancel --yes --stack NAME\`.
EOF
  exit 1
fi
