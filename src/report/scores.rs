//! What the findings of texts amount to: a line for each text, or tables by error type and by rule.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::terminal::clean;
use super::words::{counted, grouped};
use crate::check::{Finding, Score};

/// A text and what was found in it.
#[derive(Clone, Copy, Debug)]
pub struct ScoredText<'a> {
    /// What it is called.
    pub name: &'a str,
    /// What was found.
    pub findings: &'a [Finding],
    /// What that amounts to.
    pub score: Score,
}

/// `news.txt: 12 points of MQM, 31.5 for each 1,000 words; raw machine translation 93 %`
#[must_use]
pub fn score_line(text: &ScoredText<'_>) -> String {
    format!("{}: {}", clean(text.name), in_words(&text.score))
}

/// `12 points of MQM, 31.5 for each 1,000 words; raw machine translation 93 %`
///
/// The probability is only told where it is the likelier case: a low one would be read as praise, and says no
/// more than that nothing shows.
pub(super) fn in_words(score: &Score) -> String {
    let likely = score.raw_mt().filter(|chance| *chance >= 0.5);
    let chance = likely.map_or_else(String::new, |chance| {
        format!("; raw machine translation {:.0} %", chance * 100.0)
    });
    format!(
        "{} of MQM, {} for each 1,000 words{chance}",
        counted(score.points as usize, "point", "points"),
        one_decimal(score.per_1000_words()),
    )
}

/// 12345.67 as `12,345.7`.
fn one_decimal(number: f32) -> String {
    let tenths = (f64::from(number) * 10.0).round() as usize;
    format!("{}.{}", grouped(tenths / 10), tenths % 10)
}

/// Prints tables by MQM error type and by rule, for each text and, where there are several, for all.
///
/// # Errors
/// If `out` cannot be written.
pub fn write_scores(out: &mut dyn Write, texts: &[ScoredText<'_>]) -> io::Result<()> {
    for text in texts {
        writeln!(out, "{}", score_line(text))?;
        write_tables(out, text.findings.iter())?;
        writeln!(out)?;
    }
    if texts.len() > 1 {
        let all = Score {
            points: texts.iter().map(|text| text.score.points).sum(),
            words: texts.iter().map(|text| text.score.words).sum(),
            // Texts are raw translations one by one.
            evidence: None,
        };
        let count = counted(texts.len(), "text", "texts");
        writeln!(out, "{count}: {}", in_words(&all))?;
        write_tables(out, texts.iter().flat_map(|text| text.findings))?;
    }
    Ok(())
}

/// Number of findings and their points.
#[derive(Clone, Copy, Default)]
struct Sum {
    findings: usize,
    points: usize,
}

fn write_tables<'a>(
    out: &mut dyn Write,
    findings: impl Iterator<Item = &'a Finding> + Clone,
) -> io::Result<()> {
    let of_rule = |finding: &Finding| format!("{} {}", finding.rule.id, finding.rule.name);
    let of_type = |finding: &Finding| finding.rule.category.to_owned();
    write_table(
        out,
        "MQM error type",
        findings.clone().map(|f| (of_type(f), f)),
    )?;
    write_table(out, "rule", findings.map(|f| (of_rule(f), f)))
}

fn write_table<'a>(
    out: &mut dyn Write,
    title: &str,
    findings: impl Iterator<Item = (String, &'a Finding)>,
) -> io::Result<()> {
    let mut sums: BTreeMap<String, Sum> = BTreeMap::new();
    for (name, finding) in findings {
        let sum = sums.entry(name).or_default();
        sum.findings += 1;
        sum.points += finding.severity.points() as usize;
    }
    if sums.is_empty() {
        return Ok(());
    }
    let mut rows: Vec<(&String, &Sum)> = sums.iter().collect();
    // Stable: equals stay in the order of their names.
    rows.sort_by_key(|(_, sum)| std::cmp::Reverse((sum.points, sum.findings)));
    writeln!(out, "  findings   points  {title}")?;
    for (name, Sum { findings, points }) in rows {
        writeln!(
            out,
            "{:>10}{:>9}  {name}",
            grouped(*findings),
            grouped(*points)
        )?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn texts_are_summed_by_error_type_and_rule() {
        let run = sample::run();
        let texts: Vec<ScoredText<'_>> = run.documents[..2]
            .iter()
            .map(|of| ScoredText {
                name: &of.document.id,
                findings: &of.findings,
                score: of.score,
            })
            .collect();
        let mut out = Vec::new();
        write_scores(&mut out, &texts).expect("memory takes it");
        let expected = "\
news/story.en.txt: 11 points of MQM, 523.8 for each 1,000 words
  findings   points  MQM error type
         3       11  Terminology
  findings   points  rule
         2       10  NAME001 name-variant
         1        1  TYPO001 currency-spacing

news/story.zh.txt: 0 points of MQM, 0.0 for each 1,000 words

2 texts: 11 points of MQM, 297.3 for each 1,000 words
  findings   points  MQM error type
         3       11  Terminology
  findings   points  rule
         2       10  NAME001 name-variant
         1        1  TYPO001 currency-spacing
";
        assert_eq!(String::from_utf8(out).expect("UTF-8"), expected);
    }

    #[test]
    fn one_line_tells_the_score() {
        let score = Score {
            points: 1_500,
            words: 1_000,
            evidence: None,
        };
        let text = ScoredText {
            name: "a\u{1b}[31m.txt",
            findings: &[],
            score,
        };
        assert_eq!(
            score_line(&text),
            "a?[31m.txt: 1,500 points of MQM, 1,500.0 for each 1,000 words"
        );
    }
}
