#!/usr/bin/env bash
# Tells Pulumi Cloud how each campaign is deployed: a pull request is previewed, a merge is deployed.
#
# usage: settings.sh ORGANIZATION GITHUB_REPOSITORY      in the folder that holds Pulumi.yaml
#
# It can be run again; run it after a campaign file was added. No secret passes through it.
set -euo pipefail

organization=$1
repository=$2

for file in stacks/*.yaml; do
  stack=$(basename "$file" .yaml)
  case $stack in Pulumi.*) continue ;; esac

  echo "== $stack"
  pulumi deployment settings edit \
    --stack "$organization/promo-numbers/$stack" \
    --github-repo "$repository" \
    --branch main \
    --preview-prs \
    --push-to-deploy \
    --path-filter "stacks/$stack.*" \
    --path-filter "stacks/Pulumi.$stack.yaml" \
    --path-filter "stacks/__main__.py" \
    --path-filter "requirements.txt" \
    --env "INVOCA_BASE_URL=https://invoca.net"
done
