"""Checks what `alinha run CORPUS --out OUT` wrote: python3 .ci/check_output.py CORPUS OUT."""
import csv, json, pathlib, sys

corpus, out = map(pathlib.Path, sys.argv[1:])
faults = []


def want(truth, what):
    if not truth:
        faults.append(what)


summary = json.loads((out / "summary.json").read_text("utf-8"))
want(summary["generator"] == "alinha run", "summary.json names its generator")
texts = sorted(p.name for p in corpus.glob("*.txt"))
mirror = sorted(p.name for p in (out / "normalised").iterdir())
want(texts == mirror, f"normalised/ mirrors the input: {texts} / {mirror}")

columns = "bead_id,kind,score,status,src_lang,src,tgt_lang,tgt,flags,note,src_ids,tgt_ids,src_doc,tgt_doc".split(",")
pairs = set()
for path in sorted((out / "aligned").glob("*.csv")):
    raw = path.read_bytes()
    want(not raw.startswith(b"\xef\xbb\xbf") and b"\r\n" not in raw, f"{path.name}: plain UTF-8 with LF")
    rows = list(csv.DictReader(raw.decode("utf-8").splitlines(keepends=True)))
    want(rows and list(rows[0]) == columns, f"{path.name}: columns")
    pairs.add((rows[0]["src_doc"], rows[0]["tgt_doc"]))
    for side in ("src", "tgt"):
        ids = [int(i) for row in rows for i in row[f"{side}_ids"].split("|") if i]
        want(ids == list(range(len(ids))), f"{path.name}: every {side} sentence once, in order")
    want(all(row["bead_id"][:1].isalpha() for row in rows), f"{path.name}: bead ids start with a letter")
    want(all(0 <= float(row["score"]) <= 1 for row in rows), f"{path.name}: scores from 0 to 1")
story = {f"story.{lang}.txt" for lang in ("zh", "en", "pt")}
want(len(pairs) == 3 and all(set(pair) <= story for pair in pairs), f"the story, and only it, is paired: {pairs}")

links = list(csv.DictReader((out / "links.csv").open(encoding="utf-8", newline="")))
want(any({r["a_doc"], r["b_doc"]} == {"report-a.en.txt", "report-b.en.txt"} for r in links), "the two reports are linked")
want(any(r["kind"] == "gloss" and r["a_doc"] == "quotes.en.txt" for r in links), "glosses of quotes.en.txt are found")

findings = [json.loads(line) for line in (out / "findings.jsonl").open(encoding="utf-8")]
rows = list(csv.DictReader((out / "findings.csv").open(encoding="utf-8", newline="")))
want(len(findings) == len(rows) > 0, "findings.jsonl and findings.csv hold the same findings")

legacy = (out / "normalised" / "legacy.gb18030.zh.txt").read_bytes()
want(b"\r\n" in legacy and legacy.decode("gb18030") != "", "the GB18030 text stays GB18030 with CRLF")
want((out / "normalised" / "legacy.utf16.en.txt").read_bytes().startswith(b"\xff\xfe"), "the UTF-16 text keeps its mark")

html = (out / "report.html").read_text("utf-8")
want("<script" not in html and "http-equiv=\"refresh\"" not in html, "the report needs no script")
want("鲁班" in html, "the report shows Chinese")

print(f"{len(texts)} texts, {len(pairs)} pairs, {len(links)} links, {len(findings)} findings")
if faults:
    sys.exit("FAULTS:\n  " + "\n  ".join(faults))
