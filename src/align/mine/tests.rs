use super::*;

#[test]
#[ignore]
fn dump_seeds() {
    let mut files: Vec<_> = std::fs::read_dir("/work/shared/seeds")
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    files.sort();
    let texts: Vec<String> = files
        .iter()
        .map(|p| std::fs::read_to_string(p).unwrap())
        .collect();
    let sents: Vec<Vec<&str>> = texts
        .iter()
        .map(|t| {
            t.lines()
                .flat_map(|l| {
                    crate::segment::sentences(l, crate::lang::Lang::EN)
                        .into_iter()
                        .map(move |s| s.of(l))
                })
                .collect()
        })
        .collect();
    let docs: Vec<MineDoc> = sents
        .iter()
        .map(|s| MineDoc {
            sentences: s,
            lang: crate::lang::Lang::EN.into(),
        })
        .collect();
    let m = crate::glossary::Matcher::default();
    let f: Vec<_> = docs.iter().map(|d| features(d, &m)).collect();
    let index = Index::new(&f);
    for c in index.candidates() {
        let (x, y) = (index.id(c.a), index.id(c.b));
        eprintln!(
            "EV {}:{} {}:{} {:.3} {:?}",
            x.doc,
            x.sentence,
            y.doc,
            y.sentence,
            score::score(&index, &c),
            score::evidence(&index, &c)
        );
    }
    for (n, l) in link(&f).iter().enumerate() {
        eprintln!(
            "{n} {:.2} {}:{} {}:{} {:?}\n  A {}\n  B {}",
            l.score,
            l.a.doc,
            l.a.sentence,
            l.b.doc,
            l.b.sentence,
            l.reasons,
            sents[l.a.doc][l.a.sentence],
            sents[l.b.doc][l.b.sentence]
        );
        for c in &l.conflicts {
            eprintln!(
                "  ! {} / {}",
                c.a.of(sents[l.a.doc][l.a.sentence]),
                c.b.of(sents[l.b.doc][l.b.sentence])
            );
        }
    }
}

#[test]
#[ignore]
fn dump_reports() {
    let line =
        std::fs::read_to_string("/work/main/tests/golden/corpus/reports.mine.jsonl").unwrap();
    let v: serde_json::Value = serde_json::from_str(line.lines().next().unwrap()).unwrap();
    let sents: Vec<Vec<&str>> = v["docs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|d| {
            d["sentences"]
                .as_array()
                .unwrap()
                .iter()
                .map(|s| s.as_str().unwrap())
                .collect()
        })
        .collect();
    let docs: Vec<MineDoc> = sents
        .iter()
        .map(|s| MineDoc {
            sentences: s,
            lang: crate::lang::Lang::EN.into(),
        })
        .collect();
    let m = crate::glossary::Matcher::default();
    let f: Vec<_> = docs.iter().map(|d| features(d, &m)).collect();
    let index = Index::new(&f);
    let gold: Vec<(usize, usize)> = v["links"]
        .as_array()
        .unwrap()
        .iter()
        .map(|l| {
            (
                l["a"]["sentence"].as_u64().unwrap() as usize,
                l["b"]["sentence"].as_u64().unwrap() as usize,
            )
        })
        .collect();
    let cands = index.candidates();
    for g in &gold {
        if !cands
            .iter()
            .any(|c| (index.id(c.a).sentence, index.id(c.b).sentence) == *g)
        {
            eprintln!("NOCAND {g:?}");
        }
    }
    for c in cands {
        let (x, y) = (index.id(c.a), index.id(c.b));
        let g = gold.contains(&(x.sentence, y.sentence));
        eprintln!(
            "EV {} {} {} {:.3} {:?}",
            u8::from(g),
            x.sentence,
            y.sentence,
            score::score(&index, &c),
            score::evidence(&index, &c)
        );
    }
    for (n, l) in link(&f).iter().enumerate() {
        let g = gold.contains(&(l.a.sentence, l.b.sentence));
        eprintln!(
            "{n} {} {:.2} {} {} {:?}\n  A {}\n  B {}",
            if g { "OK" } else { "--" },
            l.score,
            l.a.sentence,
            l.b.sentence,
            l.reasons,
            sents[l.a.doc][l.a.sentence],
            sents[l.b.doc][l.b.sentence]
        );
        for c in &l.conflicts {
            eprintln!(
                "  ! {} / {}",
                c.a.of(sents[0][l.a.sentence]),
                c.b.of(sents[1][l.b.sentence])
            );
        }
    }
}
