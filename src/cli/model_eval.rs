//! `alinha model eval`: how well sentence vectors find the translations of a user's own pairs.

use std::path::{Path, PathBuf};

use alinha::embed::{Encoder, Vectors};
use alinha::lang::Lang;
use alinha::train::fingerprint::Fingerprint;
use alinha::train::pairs::Pairs;
use alinha::train::retrieval::{BothWays, Found, encode};
use alinha::train::test_pairs::{Pool, TestPairs};
use anyhow::ensure;
use clap::Args;
use serde_json::{Value, json};

use super::{Outcome, Streams};

/// Pairs that are measured at most: the work grows with their square.
const MOST_PAIRS: usize = 10_000;
/// Sentences of the pool at most, on each side.
const MOST_OTHERS: usize = 130_000;
/// Decides which are taken of more.
const SEED: u64 = 0;

/// Arguments of `alinha model eval`.
#[derive(Debug, Args)]
#[command(after_help = "\
Top-1 is the share of sentences whose best candidate is their translation; a tie is a miss.
Margin is cosine relative to the nearest neighbours of both sentences. Measure on pairs that
the model was not trained on.

Examples:
  alinha model eval --parallel held-out.tsv
  alinha model eval --parallel held-out.tsv.gz --pool memory.tmx --src-lang zh --tgt-lang en
  alinha model eval --parallel held-out.tsv --model mine.model --json")]
pub(super) struct Arguments {
    /// Pairs to find again: a table (source TAB target), plain or gzipped, or a TMX file
    #[arg(long, value_name = "FILE")]
    parallel: PathBuf,
    /// More pairs of these languages, to hide the right answers among
    #[arg(long, value_name = "FILE")]
    pool: Vec<PathBuf>,
    /// Model to measure: a file, or `builtin`
    #[arg(long, value_name = "MODEL", default_value = "builtin")]
    pub(super) model: PathBuf,
    /// Language of the source in a TMX file [default: the first text of a unit]
    #[arg(long, value_name = "TAG", requires = "tgt_lang")]
    src_lang: Option<Lang>,
    /// Language of the target in a TMX file [default: the second text of a unit]
    #[arg(long, value_name = "TAG", requires = "src_lang")]
    tgt_lang: Option<Lang>,
    /// Write one JSON object instead of a table
    #[arg(long)]
    json: bool,
}

/// What was measured.
struct Report {
    model: String,
    dim: usize,
    pairs: usize,
    rows: u64,
    plain: BothWays,
    /// Sentences on each side and figures, if there is a pool.
    pool: Option<([usize; 2], BothWays)>,
}

impl Arguments {
    /// Measures `encoder`, the model that the arguments name.
    pub(super) fn run(
        &self,
        encoder: &dyn Encoder,
        streams: &mut Streams,
    ) -> anyhow::Result<Outcome> {
        let test = TestPairs::draw(&mut self.open(&self.parallel)?, MOST_PAIRS, SEED)?;
        ensure!(
            !test.rows.is_empty(),
            "{} holds no pairs of sentences",
            self.parallel.display()
        );
        let [sources, targets]: [Vec<&str>; 2] = [
            test.rows.iter().map(|row| row.0.as_str()).collect(),
            test.rows.iter().map(|row| row.1.as_str()).collect(),
        ];
        let vectors = [encode(encoder, &sources)?, encode(encoder, &targets)?];
        let sides = vectors.each_ref();
        let report = Report {
            model: self.model.display().to_string(),
            dim: encoder.dim(),
            pairs: test.rows.len(),
            rows: test.seen,
            plain: BothWays::run(sides, [None, None]),
            pool: if self.pool.is_empty() {
                None
            } else {
                let pool = self.pool(&test, encoder)?;
                let sizes = pool.each_ref().map(Vectors::len);
                Some((sizes, BothWays::run(sides, pool.each_ref().map(Some))))
            },
        };
        let text = if self.json {
            format!("{}\n", report.json())
        } else {
            report.table()
        };
        streams.out().write_all(text.as_bytes())?;
        Ok(Outcome::Done)
    }

    fn open(&self, path: &Path) -> anyhow::Result<Pairs> {
        Ok(Pairs::open(path, self.src_lang.zip(self.tgt_lang))?)
    }

    /// Vectors of the sentences of the pool that are no answer, on both sides.
    fn pool(&self, test: &TestPairs, encoder: &dyn Encoder) -> anyhow::Result<[Vectors; 2]> {
        let mut sides = [Pool::new(MOST_OTHERS, SEED), Pool::new(MOST_OTHERS, SEED)];
        let mut sentence = Fingerprint::default();
        for path in &self.pool {
            let mut pairs = self.open(path)?;
            while let Some(pair) = pairs.next_pair()? {
                for (side, text) in sides.iter_mut().zip([pair.source, pair.target]) {
                    sentence.read(text);
                    if !test.has(&sentence) {
                        side.offer(text, &sentence);
                    }
                }
            }
        }
        let [sources, targets] = sides.map(|side| {
            let sentences = side.into_sentences();
            let sentences: Vec<&str> = sentences.iter().map(String::as_str).collect();
            encode(encoder, &sentences)
        });
        Ok([sources?, targets?])
    }
}

impl Report {
    fn table(&self) -> String {
        let mut text = format!(
            "{}: {} dimensions\n{} pairs of different sentences, drawn from {} rows\n",
            self.model, self.dim, self.pairs, self.rows
        );
        text.push_str("\ntop-1, %                  to target  to source       mean\n");
        push_accuracies(&mut text, "", &self.plain);
        if let Some(([sources, targets], figures)) = &self.pool {
            text.push_str(&format!(
                "among others: {targets} targets, {sources} sources\n"
            ));
            push_accuracies(&mut text, "  ", figures);
            let mining = figures.forward.mining;
            text.push_str(&format!(
                "mining at margin {:.3}: F1 {:.1}, precision {:.1}, recall {:.1}\n",
                mining.threshold,
                100.0 * mining.f1,
                100.0 * mining.precision,
                100.0 * mining.recall
            ));
        }
        text
    }

    fn json(&self) -> Value {
        let both = |figures: &BothWays| {
            json!({
                "to_target": found(&figures.forward),
                "to_source": found(&figures.backward),
                "mean": { "cosine": rounded(figures.cosine()), "margin": rounded(figures.margin()) },
            })
        };
        json!({
            "model": self.model,
            "dim": self.dim,
            "pairs": self.pairs,
            "rows": self.rows,
            "plain": both(&self.plain),
            "pool": self.pool.as_ref().map(|([sources, targets], figures)| {
                let mut figures = both(figures);
                figures["sources"] = json!(sources);
                figures["targets"] = json!(targets);
                figures
            }),
        })
    }
}

fn push_accuracies(text: &mut String, indent: &str, figures: &BothWays) {
    let (forward, backward) = (&figures.forward, &figures.backward);
    for (name, to_target, to_source, mean) in [
        ("cosine", forward.cosine, backward.cosine, figures.cosine()),
        ("margin", forward.margin, backward.margin, figures.margin()),
    ] {
        let name = format!("{indent}{name}");
        text.push_str(&format!(
            "{name:<24} {:>10.1} {:>10.1} {:>10.1}\n",
            100.0 * to_target,
            100.0 * to_source,
            100.0 * mean
        ));
    }
}

fn found(found: &Found) -> Value {
    let mining = found.mining;
    json!({
        "cosine": rounded(found.cosine),
        "margin": rounded(found.margin),
        "mining": {
            "f1": rounded(mining.f1),
            "precision": rounded(mining.precision),
            "recall": rounded(mining.recall),
            "threshold": rounded(f64::from(mining.threshold)),
        },
    })
}

fn rounded(figure: f64) -> f64 {
    (figure * 10_000.0).round() / 10_000.0
}
