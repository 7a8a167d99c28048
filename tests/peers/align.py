#!/usr/bin/env python3
"""alinha's aligner beside others, on one machine: strict F1 and CPU seconds.

    python3 tests/peers/align.py KIT [--hunalign DIR] [--vecalign DIR] [--bertalign DIR]

KIT is a folder with score_align.py and dev/*.jsonl. The peers' folders are checkouts: hunalign built
(src/hunalign/hunalign), vecalign built in place (python3 setup.py build_ext --inplace; needs numpy),
bertalign as it is (needs numpy, numba and faiss-cpu). A peer whose folder is not given, or that does
not start, is skipped, and that is said. Vecalign and Bertalign take sentence vectors: they get those of
alinha's own built-in model (--encoder for another), so that what is compared is the aligning; their
CPU seconds are without the time that the vectors take. Build alinha first: cargo build --release.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import types
from pathlib import Path

HERE = Path(__file__).resolve()
ALINHA = HERE.parents[2] / "target/release/alinha"
SETS = ["ntrex.zh-en", "ntrex.pt-en", "ntrex.zh-pt", "ntrex-long.zh-en", "ntrex-long.pt-en", "ntrex-long.zh-pt",
        "bible-001", "textberg-dev"]
MAX_SIZE = 5


def children_cpu():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def run(command, **options):
    """Standard output of a command, and the CPU seconds it took."""
    before = children_cpu()
    done = subprocess.run([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)
    if done.returncode != 0:
        raise RuntimeError(f"{command[0]}: {done.stderr.decode(errors='replace').strip()[-300:]}")
    return done.stdout.decode(), children_cpu() - before


def lines(sentences):
    return "".join(" ".join(sentence.split()) + "\n" for sentence in sentences)


def stream(task, records, *options):
    text = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    out, seconds = run([ALINHA, "stream", task, "--threads", "1", *options], input=text.encode())
    return [json.loads(line) for line in out.splitlines()], seconds


def align_with_alinha(documents, *options):
    keys = ("id", "src", "tgt", "src_lang", "tgt_lang")
    answers, seconds = stream("align", [{key: doc[key] for key in keys} for doc in documents], *options)
    return [answer["links"] for answer in answers], seconds


def align_with_hunalign(folder, documents, flags):
    """Hunalign prints ladder steps; without a dictionary it takes lengths and equal words."""
    program = folder / "src/hunalign/hunalign"
    all_links, total = [], 0.0
    for doc in documents:
        with tempfile.TemporaryDirectory() as work:
            paths = [Path(work, name) for name in ("empty.dic", "src", "tgt")]
            for path, text in zip(paths, ["", lines(doc["src"]), lines(doc["tgt"])]):
                path.write_text(text, encoding="utf-8")
            # It leaves a file behind where it runs.
            out, seconds = run([program.resolve(), *flags, *paths], cwd=work)
        total += seconds
        steps = [tuple(map(int, line.split("\t")[:2])) for line in out.splitlines() if line.strip()]
        links = []
        for (s, t), (next_s, next_t) in zip(steps, steps[1:]):
            if (s, t) != (next_s, next_t):
                links.append([list(range(s, next_s)), list(range(t, next_t))])
        all_links.append(links)
    return all_links, total


def overlaps(sentences):
    """All runs of up to MAX_SIZE sentences, as Vecalign and Bertalign want them."""
    layers = []
    for size in range(1, MAX_SIZE + 1):
        layer = ["PAD"] * min(size - 1, len(sentences))
        layer += [" ".join(sentences[at:at + size]) for at in range(len(sentences) - size + 1)]
        layers.append(layer)
    return layers


def vectors_of(texts, encoder):
    answers, _ = stream("embed", [{"id": at, "text": text} for at, text in enumerate(texts)], *encoder)
    return [answer["vector"] for answer in answers]


def align_with_vecalign(folder, documents, encoder):
    import numpy
    all_links, total = [], 0.0
    for doc in documents:
        with tempfile.TemporaryDirectory() as work:
            command = [sys.executable, "-m", "vecalign.vecalign", "--alignment_max_size", str(MAX_SIZE)]
            for side, short in (("src", "-s"), ("tgt", "-t")):
                sentences = [line or "BLANK_LINE" for line in lines(doc[side]).splitlines()]
                runs = sorted({run[:10000] for layer in overlaps(sentences) for run in layer})
                text, over, embedded = (Path(work, f"{side}.{what}") for what in ("txt", "overlaps", "emb"))
                text.write_text(lines(sentences), encoding="utf-8")
                over.write_text("".join(run + "\n" for run in runs), encoding="utf-8")
                numpy.array(vectors_of(runs, encoder), dtype=numpy.float32).tofile(embedded)
                command += [short, text, f"--{side}_embed", over, embedded]
            out, seconds = run(command, cwd=folder)
        total += seconds
        links = []
        for line in out.splitlines():
            if line.startswith("["):
                source, target = line.split(":")[:2]
                links.append([json.loads(source), json.loads(target)])
        all_links.append(links)
    return all_links, total


def align_with_bertalign(folder, documents, encoder):
    """Its two passes, called as its `align_sents` calls them."""
    if "torch" not in sys.modules:  # corelib only asks it whether there is a graphics card.
        torch = types.ModuleType("torch")
        torch.cuda = types.SimpleNamespace(is_available=lambda: False)
        sys.modules["torch"] = torch
    import time
    import numpy
    # The package itself loads a transformer when it is imported; the aligning is in this module.
    sys.path.insert(0, str(folder / "bertalign"))
    import corelib as core
    all_links, total = [], 0.0
    for doc in documents:
        sides = []
        for side in ("src", "tgt"):
            layers = overlaps([line or "BLANK_LINE" for line in lines(doc[side]).splitlines()])[:MAX_SIZE - 1]
            vectors = numpy.array([vectors_of(layer, encoder) for layer in layers], dtype=numpy.float32)
            lengths = numpy.array([[len(run.encode()) for run in layer] for layer in layers])
            sides.append((vectors, lengths))
        (src, src_lens), (tgt, tgt_lens) = sides
        n, m = src.shape[1], tgt.shape[1]
        before = time.process_time()
        ratio = numpy.sum(src_lens[0]) / numpy.sum(tgt_lens[0])
        nearest, indices = core.find_top_k_sents(src[0], tgt[0], k=min(3, m))
        kinds = core.get_alignment_types(2)
        width, path = core.find_first_search_path(n, m)
        pointers = core.first_pass_align(n, m, width, path, kinds, nearest, indices)
        first = core.first_back_track(n, m, pointers, path, kinds)
        kinds = core.get_alignment_types(MAX_SIZE)
        width, path = core.find_second_search_path(first, 5, n, m)
        pointers = core.second_pass_align(src, tgt, src_lens, tgt_lens, width, path, kinds, ratio, -0.1,
                                          margin=True, len_penalty=True)
        found = core.second_back_track(n, m, pointers, path, kinds)
        total += time.process_time() - before
        all_links.append([[[int(i) for i in side] for side in bead] for bead in found])
    return all_links, total


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kit", type=Path)
    for peer in ("hunalign", "vecalign", "bertalign"):
        parser.add_argument(f"--{peer}", type=Path, metavar="DIR")
    parser.add_argument("--encoder", metavar="MODEL", help="vectors for the peers and for alinha, as alinha's --encoder")
    parser.add_argument("--sets", nargs="+", default=SETS, metavar="SET")
    given = parser.parse_args()
    if not ALINHA.exists():
        sys.exit(f"{ALINHA} is not there: cargo build --release")
    os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"
    encoder = ["--encoder", given.encoder] if given.encoder else []

    aligners = {
        "alinha": lambda docs: align_with_alinha(docs, *encoder),
        "alinha, no vectors": lambda docs: align_with_alinha(docs, "--encoder", "none"),
    }
    peers = {
        "hunalign": lambda docs: align_with_hunalign(given.hunalign, docs, []),
        "hunalign -realign": lambda docs: align_with_hunalign(given.hunalign, docs, ["-realign"]),
        "vecalign": lambda docs: align_with_vecalign(given.vecalign, docs, encoder),
        "bertalign": lambda docs: align_with_bertalign(given.bertalign, docs, encoder),
    }
    for name, align in peers.items():
        option = name.split()[0]
        if getattr(given, option):
            aligners[name] = align
        else:
            print(f"SKIPPED: {name}: no --{option} DIR given", file=sys.stderr)

    print("| set | aligner | strict F1 | CPU s | times alinha's |")
    print("|---|---|---|---|---|")
    for name in given.sets:
        gold = given.kit / "dev" / f"{name}.jsonl"
        documents = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines()]
        own = None
        for aligner, align in aligners.items():
            try:
                links, seconds = align(documents)
            except Exception as error:  # A peer that fails is a line in the table, not the end of it.
                print(f"SKIPPED: {aligner} on {name}: {error}", file=sys.stderr)
                continue
            own = own or seconds
            with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as predicted:
                for doc, found in zip(documents, links):
                    predicted.write(json.dumps({"id": doc["id"], "links": found}) + "\n")
                predicted.flush()
                out, _ = run([sys.executable, given.kit / "score_align.py", gold, "--pred", predicted.name,
                              "--by", "all", "--json", "--lenient"])
            score = next(iter(json.loads(out).values()))
            print(f"| {name} | {aligner} | {score['f1_strict']:.4f} | {seconds:.2f} | {seconds / own:.2f} |", flush=True)


if __name__ == "__main__":
    main()
