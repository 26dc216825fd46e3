#!/bin/sh
# Builds the real MinIO server from source into $GOBIN, or else into infra/minio/bin, where the local
# stack finds it.
# Needs Go 1.24 or newer, 3 GB of disk for the build, and some minutes.
set -eu

version=v0.0.0-20260212201848-7aac2a2c5b7c

command -v go >/dev/null || {
  echo "Go is not installed: https://go.dev/dl/" >&2
  exit 1
}

bin=${GOBIN:-$(cd "$(dirname "$0")" && pwd)/bin}
mkdir -p "$bin"
echo "Building MinIO $version, which takes some minutes ..."
CGO_ENABLED=0 GOBIN="$bin" go install -trimpath -ldflags '-s -w' "github.com/minio/minio@$version"
"$bin/minio" --version
