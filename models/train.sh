#!/usr/bin/env bash
# Trains the built-in model anew, byte for byte: models/train.sh CORPORA KIT OUT.model
#   CORPORA  folder of the parallel corpora (NAME.tsv.gz)
#   KIT      folder of the alignment kit, whose sentences stay out
# Takes about ten minutes on two cores, and 3 GB of memory.
set -euo pipefail
corpora=$1 kit=$2 out=$3
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cargo xtask model-data --corpora "$corpora" --kit "$kit" --out "$work/data"

# How often a pair of each domain is seen in an epoch. Prose counts more than the strings of
# programs, of which there are far more. No news (research terms), no captions (mixed terms).
weights="general=6 tatoeba=1.5 guides=1.5 games=0.4 scripture=0.3 lexicon=0.3 techdocs=0.2 software=0.15"
parallel=()
for weight in $weights; do
  for pair in zh-en pt-en zh-pt; do
    parallel+=(--parallel "$work/data/train/${weight%=*}.$pair.tsv=${weight#*=}")
  done
done
cargo run --release --quiet -- model train --from nothing \
  --dim 384 --tables 2 --pieces 38000 --epochs 4 --seed 1 \
  --name alinha-zh-en-pt --card "$here/card.json" \
  "${parallel[@]}" --out "$out"
