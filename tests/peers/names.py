#!/usr/bin/env python3
"""alinha's normaliser beside other tools that replace words by a list, on one machine.

    python3 tests/peers/names.py [--typos PROGRAM] [--flashtext PYTHON]

PROGRAM is a typos binary, PYTHON an interpreter that has flashtext. A peer that is not given is skipped, and that
is said. Each tool gets the same list of wrong words with the right ones (1,000, 10,000 and 100,000 of them) and the
same text: the sample story over and over, with a wrong word in every third line. typos knows no Chinese and looks up
one word at a time, so that the lists are of single words. Text is counted in UTF-8; its seconds are those of the
whole command less those of the same command on an empty text, which is the column before. Build alinha first:
cargo build --release.
"""

import argparse
import csv
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve()
ROOT = HERE.parents[2]
ALINHA = ROOT / "target/release/alinha"
SIZES = [1_000, 10_000, 100_000]
TEXT_BYTES = 4_000_000
# Tools have a way of being fast at the second time.
ROUNDS = 3
COLUMNS = ("concept_id,category,lang,term,status,part_of_speech,case,boundary,inflect,context,action,target,note,"
           "source").split(",")

FLASHTEXT = """
import sys
from flashtext import KeywordProcessor
words, text = sys.argv[1:]
processor = KeywordProcessor(case_sensitive=True)
for line in open(words, encoding="utf-8"):
    processor.add_keyword(*line.rstrip("\\n").split("\\t"))
for line in open(text, encoding="utf-8"):
    sys.stdout.write(processor.replace_keywords(line))
"""


def words_of(lang, count):
    """New words in the letters of those of the story: each letter follows the same letters there. Chinese ones of any
    characters, else they would stand in the story everywhere."""
    story = (ROOT / f"corpus/story.{lang}.txt").read_text(encoding="utf-8")
    order, dice = (0 if lang == "zh" else 2), random.Random(7)
    tokens = [run for run in "".join(c if c.isalpha() else " " for c in story.lower()).split() if lang == "zh" or len(run) > 3]
    following = {}
    for token in tokens:
        for at, letter in enumerate(token):
            following.setdefault(token[max(0, at - order):at], []).append(letter)
    known, words = set(tokens), []

    def last(word):
        return word[len(word) - min(order, len(word)):]

    while len(words) < count:
        length = dice.randint(3, 5) if lang == "zh" else dice.randint(6, 11)
        word = ""
        while len(word) < length and following.get(last(word)):
            word += dice.choice(following[last(word)])
        if len(word) == length and word not in known:
            known.add(word)
            words.append(word if lang == "zh" else word.capitalize())
    return words


def text_of(lang, wrong):
    story = (ROOT / f"corpus/story.{lang}.txt").read_text(encoding="utf-8").splitlines()
    lines, dice, size = [line for line in story if line.strip()], random.Random(11), 0
    out = []
    while size < TEXT_BYTES:
        out.append(dice.choice(lines))
        if len(out) % 3 == 0:
            out[-1] += ("" if lang == "zh" else " ") + dice.choice(wrong) + ("。" if lang == "zh" else ".")
        size += len(out[-1].encode()) + 1
    return "\n".join(out) + "\n"


def prepare(work, lang, size):
    """Writes the texts and the list of `size` words in the form of each tool."""
    words = words_of(lang, 2 * size)
    pairs = list(zip(words[:size], words[size:]))
    (work / "empty.txt").write_text("a\n", encoding="utf-8")
    (work / "text.txt").write_text(text_of(lang, words[:size]), encoding="utf-8")
    (work / "words.tsv").write_text("".join(f"{wrong}\t{right}\n" for wrong, right in pairs), encoding="utf-8")
    (work / "typos.toml").write_text("[default]\nlocale = 'en'\n[default.extend-words]\n" + "".join(
        f'"{wrong.lower()}" = "{right.lower()}"\n' for wrong, right in pairs), encoding="utf-8")
    (work / "glossary").mkdir()
    with open(work / "glossary" / "words.csv", "w", encoding="utf-8", newline="") as out:
        table = csv.writer(out, lineterminator="\n")
        table.writerow(COLUMNS)
        boundary = "none" if lang == "zh" else "word"
        for at, (wrong, right) in enumerate(pairs):
            for term, status, action in ((right, "preferred", "none"), (wrong, "forbidden", "replace")):
                table.writerow([f"c{at}", "place", lang, term, status, "proper noun", "exact", boundary, "-", "", action,
                                "", "", "made up"])


def commands(given, lang, work):
    """For each tool the command that mends a text, or says how, to which the text is added."""
    tools = {"alinha": [ALINHA, "normalise", "--threads", "1", "--lang", lang, "--no-builtin-glossary", "--glossary",
                        work / "glossary"]}
    if given.typos and lang != "zh":
        # It says what it would write: its own comparison of long files (--diff) takes minutes.
        tools["typos"] = [given.typos, "--threads", "1", "--isolated", "--config", work / "typos.toml", "--format", "brief"]
    if given.flashtext:
        tools["flashtext"] = [given.flashtext, "-c", FLASHTEXT, work / "words.tsv"]
    return tools


def run(command):
    """CPU seconds of a command, its largest memory in MB, and how many bytes it wrote."""
    best = None
    for _ in range(ROUNDS):
        with tempfile.TemporaryFile() as out:
            child = subprocess.Popen([str(part) for part in command], stdout=out, stderr=subprocess.DEVNULL)
            _, status, used = os.wait4(child.pid, 0)
            # typos answers 2 when it has found something.
            if os.waitstatus_to_exitcode(status) not in (0, 2):
                raise RuntimeError(f"{command[0]} ended with {os.waitstatus_to_exitcode(status)}")
            written = os.fstat(out.fileno()).st_size
        seconds = used.ru_utime + used.ru_stime
        if best is None or seconds < best[0]:
            best = (seconds, used.ru_maxrss / 1024, written)
    return best


def main():
    if sys.argv[1:2] == ["--prepare"]:
        prepare(Path(sys.argv[2]), sys.argv[3], int(sys.argv[4]))
        return
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--typos", type=Path, metavar="PROGRAM")
    parser.add_argument("--flashtext", type=Path, metavar="PYTHON")
    given = parser.parse_args()
    if not ALINHA.exists():
        sys.exit(f"{ALINHA} is not there: cargo build --release")
    for peer in ("typos", "flashtext"):
        if not getattr(given, peer):
            print(f"SKIPPED: {peer}: no --{peer} given", file=sys.stderr)
    print("| words | text | tool | start s | MB/s | of alinha's | MB of memory |")
    print("|--:|---|---|--:|--:|--:|--:|")
    for size in SIZES:
        for lang in ("en", "pt", "zh"):
            with tempfile.TemporaryDirectory() as work:
                # In a process of its own: what this one holds would count as its children's memory.
                subprocess.run([sys.executable, HERE, "--prepare", work, lang, str(size)], check=True)
                text, empty = Path(work, "text.txt"), Path(work, "empty.txt")
                own = None
                for tool, command in commands(given, lang, Path(work)).items():
                    start, _, _ = run([*command, empty])
                    whole, memory, written = run([*command, text])
                    if not written:
                        print(f"NOTHING WRITTEN: {tool} on {lang}", file=sys.stderr)
                    speed = text.stat().st_size / 1e6 / max(whole - start, 1e-3)
                    own = own or speed
                    print(f"| {size:,} | {lang} | {tool} | {start:.3f} | {speed:.1f} | {speed / own:.2f} | {memory:.0f} |",
                          flush=True)


if __name__ == "__main__":
    main()
