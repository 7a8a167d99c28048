//! The short summary that a run prints when it is done.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::scores::in_words;
use super::summary::SEVERITIES;
use super::words::{counted, grouped, language_name};
use super::{Change, RunResult, Summary};
use crate::check::{Finding, Severity, Side};
use crate::text::Locator;

/// How the summary is printed.
#[derive(Clone, Copy, Debug)]
pub struct TerminalOptions<'a> {
    /// The folder with the results, as the user named it.
    pub out_dir: &'a str,
    /// Whether to colour.
    pub color: bool,
    /// Columns of the terminal; lines are cut to it.
    pub width: usize,
}

/// Items of each list; the files hold the rest.
const MAX_ITEMS: usize = 5;
/// Columns that a file name may take before its middle is left out.
const MAX_NAME_WIDTH: usize = 36;

/// Prints what was read and found, where it lies and what to do next.
///
/// # Errors
/// If `out` cannot be written.
pub fn write_terminal(
    out: &mut dyn Write,
    run: &RunResult,
    summary: &Summary,
    options: TerminalOptions<'_>,
) -> io::Result<()> {
    let mut page = Page { out, options };
    page.read(summary)?;
    page.pairs(summary)?;
    page.links(summary)?;
    page.names(summary)?;
    page.findings(run, summary)?;
    page.scores(run)?;
    page.files("Left aside", &summary.left_aside)?;
    page.files("Could not be read", &summary.failed)?;
    page.results(summary)
}

struct Page<'a> {
    out: &'a mut dyn Write,
    options: TerminalOptions<'a>,
}

const TITLE: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const OLD: Style = AnsiColor::Red.on_default();
const NEW: Style = AnsiColor::Green.on_default();

fn severity_style(severity: Severity) -> Style {
    match severity {
        Severity::Critical => AnsiColor::Red.on_default().bold(),
        Severity::Major => AnsiColor::Red.on_default(),
        Severity::Minor => AnsiColor::Yellow.on_default(),
        Severity::Neutral => AnsiColor::Cyan.on_default(),
    }
}

impl Page<'_> {
    /// One line of styled parts, cut at the width of the terminal.
    fn line(&mut self, parts: &[(Style, &str)]) -> io::Result<()> {
        let mut left = self.options.width.max(20);
        for (style, words) in parts {
            let shown = cut(words, left);
            left -= shown.width().min(left);
            if *style == Style::new() {
                write!(self.out, "{shown}")?;
            } else {
                write!(self.out, "{}", self.styled(*style, &shown))?;
            }
        }
        writeln!(self.out)
    }

    fn plain(&mut self, words: &str) -> io::Result<()> {
        self.line(&[(Style::new(), words)])
    }

    fn title(&mut self, words: &str, rest: &str) -> io::Result<()> {
        writeln!(self.out)?;
        self.line(&[(TITLE, words), (Style::new(), rest)])
    }

    fn more(&mut self, all: usize, file: &str) -> io::Result<()> {
        if all <= MAX_ITEMS {
            return Ok(());
        }
        let words = format!("  and {} more in {file}", grouped(all - MAX_ITEMS));
        self.line(&[(DIM, &words)])
    }

    fn read(&mut self, summary: &Summary) -> io::Result<()> {
        let counts = &summary.counts;
        let mut languages: Vec<_> = counts.documents_by_language.iter().collect();
        languages.sort_by_key(|(tag, count)| (std::cmp::Reverse(**count), tag.as_str()));
        let languages: Vec<String> = languages
            .iter()
            .map(|(tag, count)| format!("{} {}", grouped(**count), language_name(tag)))
            .collect();
        let (texts, sentences) = (
            counted(counts.documents, "text", "texts"),
            counted(counts.sentences, "sentence", "sentences"),
        );
        let head = format!("alinha {}", summary.version);
        let rest = format!(" read {texts} with {sentences}");
        self.line(&[(TITLE, &head), (Style::new(), &rest)])?;
        if languages.is_empty() {
            return Ok(());
        }
        self.plain(&format!("  {}", languages.join(", ")))
    }

    fn pairs(&mut self, summary: &Summary) -> io::Result<()> {
        if summary.pairs.is_empty() {
            return Ok(());
        }
        let beads = format!(", {}", counted(summary.counts.beads, "bead", "beads"));
        self.title(
            &counted(
                summary.pairs.len(),
                "pair of translations",
                "pairs of translations",
            ),
            &beads,
        )?;
        let shown = &summary.pairs[..summary.pairs.len().min(MAX_ITEMS)];
        let names: Vec<(String, String)> = shown
            .iter()
            .map(|pair| (name(&pair.source), name(&pair.target)))
            .collect();
        let source_width = names.iter().map(|(source, _)| source.width()).max();
        let target_width = names.iter().map(|(_, target)| target.width()).max();
        for (pair, (source, target)) in shown.iter().zip(&names) {
            let names = format!(
                "  {}  =  {}",
                padded(source, source_width.unwrap_or(0)),
                padded(target, target_width.unwrap_or(0))
            );
            let numbers = format!(
                "  {:>5} beads, {:>3} not 1-1",
                grouped(pair.beads),
                grouped(pair.not_one_to_one)
            );
            let look = match pair.review {
                0 => String::new(),
                review => format!(", {} to review", grouped(review)),
            };
            let doubt = severity_style(Severity::Minor);
            self.line(&[(Style::new(), &names), (DIM, &numbers), (doubt, &look)])?;
        }
        self.more(summary.pairs.len(), "summary.json")
    }

    fn links(&mut self, summary: &Summary) -> io::Result<()> {
        let counts = &summary.counts;
        if counts.links + counts.glosses == 0 {
            return Ok(());
        }
        let clash = match counts.links_with_conflicts {
            0 => String::new(),
            number => format!(" ({} on a fact)", counted(number, "disagrees", "disagree")),
        };
        let glosses = counted(
            counts.glosses,
            "phrase beside its translation",
            "phrases beside their translation",
        );
        self.title(
            &counted(counts.links, "link between texts", "links between texts"),
            &format!("{clash}, {glosses}"),
        )
    }

    fn names(&mut self, summary: &Summary) -> io::Result<()> {
        let counts = &summary.counts;
        if counts.changes + counts.refused == 0 {
            return Ok(());
        }
        let others = match counts.changes - counts.name_changes {
            0 => String::new(),
            number => format!(", {}", counted(number, "other repair", "other repairs")),
        };
        self.title(
            &counted(counts.name_changes, "name normalised", "names normalised"),
            &others,
        )?;
        // Names first: they are what the reader looks for.
        let (names, repairs): (Vec<&Change>, Vec<&Change>) =
            (summary.changes.iter()).partition(|change| change.concept.is_some());
        let all: Vec<&Change> = names.into_iter().chain(repairs).collect();
        let shown = &all[..all.len().min(MAX_ITEMS)];
        let words: Vec<(String, String)> = shown
            .iter()
            .map(|change| (name(&change.before), name(&change.after)))
            .collect();
        let before_width = words.iter().map(|(before, _)| before.width()).max();
        let after_width = words.iter().map(|(_, after)| after.width()).max();
        for (change, (before, after)) in shown.iter().zip(&words) {
            let before = format!("  {}", padded(before, before_width.unwrap_or(0)));
            let after = padded(after, after_width.unwrap_or(0));
            let count = format!("  {}x", grouped(change.count));
            self.line(&[
                (OLD, before.as_str()),
                (DIM, " -> "),
                (NEW, &after),
                (DIM, &count),
            ])?;
        }
        self.more(all.len(), "summary.json")?;
        if counts.refused > 0 {
            let words = format!(
                "  {} not made: the file's encoding lacks the characters",
                counted(counts.refused, "change", "changes")
            );
            self.line(&[(severity_style(Severity::Minor), &words)])?;
        }
        Ok(())
    }

    fn findings(&mut self, run: &RunResult, summary: &Summary) -> io::Result<()> {
        let counts = &summary.counts;
        if counts.findings == 0 {
            writeln!(self.out)?;
            return self.plain("No findings.");
        }
        let by_severity: Vec<String> = SEVERITIES
            .iter()
            .filter_map(|severity| {
                let count = counts.findings_by_severity.get(severity.as_str())?;
                (*count > 0).then(|| format!("{} {severity}", grouped(*count)))
            })
            .collect();
        let rest = format!(": {}", by_severity.join(", "));
        self.title(&counted(counts.findings, "finding", "findings"), &rest)?;
        let worst = worst(run);
        let places: Vec<String> = worst.iter().map(|place| place.shown()).collect();
        let width = places.iter().map(|place| place.width()).max().unwrap_or(0);
        for (place, at) in worst.iter().zip(&places) {
            let (at, rule) = (format!("  {}  ", padded(at, width)), place.found.rule.id);
            let message = format!(" {}", clean(&place.found.message));
            let style = severity_style(place.found.severity);
            self.line(&[(DIM, &at), (style, rule), (Style::new(), &message)])?;
        }
        self.more(counts.findings, "findings.csv")
    }

    /// The texts with the most points for their length.
    fn scores(&mut self, run: &RunResult) -> io::Result<()> {
        let mut texts: Vec<_> = (run.documents.iter())
            .filter(|of| of.score.points > 0)
            .collect();
        if texts.is_empty() {
            return Ok(());
        }
        // Stable: equals stay in the order of documents.
        texts.sort_by(|one, other| {
            let density = |of: &super::DocumentResult| of.score.per_1000_words();
            density(other).total_cmp(&density(one))
        });
        let all = texts.len();
        texts.truncate(MAX_ITEMS);
        self.title(&counted(all, "text", "texts"), " with points of MQM")?;
        let names: Vec<String> = texts.iter().map(|of| name(&of.document.id)).collect();
        let width = names.iter().map(|name| name.width()).max().unwrap_or(0);
        for (of, name) in texts.iter().zip(&names) {
            let name = format!("  {}  ", padded(name, width));
            self.line(&[(Style::new(), &name), (DIM, &in_words(&of.score))])?;
        }
        self.more(all, "summary.json")
    }

    fn files(&mut self, what: &str, files: &[super::summary::FileReason]) -> io::Result<()> {
        if files.is_empty() {
            return Ok(());
        }
        self.title(
            what,
            &format!(": {}", counted(files.len(), "file", "files")),
        )?;
        let shown = &files[..files.len().min(MAX_ITEMS)];
        let names: Vec<String> = shown.iter().map(|file| name(&file.path)).collect();
        let width = names.iter().map(|name| name.width()).max().unwrap_or(0);
        for (file, name) in shown.iter().zip(&names) {
            let name = format!("  {}  ", padded(name, width));
            self.line(&[(Style::new(), &name), (DIM, &clean(&file.reason))])?;
        }
        self.more(files.len(), "summary.json")
    }

    fn results(&mut self, summary: &Summary) -> io::Result<()> {
        let out_dir = clean(self.options.out_dir);
        let out_dir = out_dir.trim_end_matches('/');
        let counts = &summary.counts;
        self.title("Results", &format!(" in {out_dir}/"))?;
        let texts = counted(counts.documents, "text", "texts");
        let changes = counted(counts.changes, "change", "changes");
        let lines = [
            (
                "report.html",
                "everything on one page: open it first".to_owned(),
            ),
            ("aligned/", counted(counts.pairs, "table", "tables")),
            (
                "links.csv",
                format!(
                    "{} and {}",
                    counted(counts.links, "link", "links"),
                    counted(counts.glosses, "gloss", "glosses")
                ),
            ),
            ("normalised/", format!("{texts} with {changes}")),
            (
                "findings.csv",
                format!(
                    "{}, also as findings.jsonl",
                    counted(counts.findings, "finding", "findings")
                ),
            ),
        ];
        for (file, what) in &lines {
            let file = format!("  {}", padded(file, 14));
            self.line(&[(Style::new(), &file), (DIM, what)])?;
        }
        // Not cut: these are to be copied.
        let page = self.styled(TITLE, "Next");
        writeln!(self.out, "\n{page}: open {out_dir}/report.html")?;
        let most = (counts.findings_by_rule.iter())
            .max_by_key(|(rule, count)| (**count, std::cmp::Reverse(**rule)));
        if let Some((rule, count)) = most {
            let times = counted(*count, "time", "times");
            let command = self.styled(NEW, &format!("alinha explain {rule}"));
            writeln!(self.out, "      {command} says what fired {times}")?;
        }
        Ok(())
    }

    fn styled(&self, style: Style, words: &str) -> String {
        match self.options.color {
            true => format!("{style}{words}{style:#}"),
            false => words.to_owned(),
        }
    }
}

/// A finding and its document.
struct Place<'a> {
    found: &'a Finding,
    document: usize,
    run: &'a RunResult,
}

impl Place<'_> {
    /// `story.en.txt:3:14`
    fn shown(&self) -> String {
        let Some(of) = self.run.documents.get(self.document) else {
            return String::new();
        };
        let text = of.document.text.as_str();
        let at = Locator::new(text).locate(self.found.span.start).at;
        format!("{}:{}:{}", name(&of.document.id), at.line, at.column)
    }
}

/// The findings to show first: by severity, then by confidence, one a rule and text before any
/// comes again.
fn worst(run: &RunResult) -> Vec<Place<'_>> {
    let of_documents = run.documents.iter().enumerate().flat_map(|(document, of)| {
        let findings = of.findings.iter();
        findings.map(move |found| Place {
            found,
            document,
            run,
        })
    });
    let of_pairs = run.bitexts.iter().flat_map(|bitext| {
        bitext.findings.iter().map(move |found| Place {
            found,
            document: match found.side {
                Side::Source => bitext.source,
                Side::Target => bitext.target,
            },
            run,
        })
    });
    let mut all: Vec<Place<'_>> = of_documents.chain(of_pairs).collect();
    // Stable: equals stay in the order of documents and text.
    all.sort_by(|one, other| {
        (other.found.severity.cmp(&one.found.severity))
            .then(other.found.confidence.total_cmp(&one.found.confidence))
    });
    let mut seen = std::collections::HashSet::new();
    let (mut first, mut again) = (Vec::new(), Vec::new());
    for place in all {
        if first.len() == MAX_ITEMS {
            break;
        }
        if seen.insert((place.found.rule.id, place.found.message.as_str())) {
            first.push(place);
        } else if again.len() < MAX_ITEMS {
            again.push(place);
        }
    }
    first.extend(again);
    first.truncate(MAX_ITEMS);
    first
}

/// Text from a file, made harmless for a terminal: control and direction characters become `?`.
pub(super) fn clean(words: &str) -> String {
    words
        .chars()
        .map(|c| match c {
            '\n' | '\r' | '\t' => ' ',
            '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => '?',
            c if c.is_control() => '?',
            c => c,
        })
        .collect()
}

/// A name with its middle left out when it is too wide.
fn name(words: &str) -> String {
    let words = clean(words);
    if words.width() <= MAX_NAME_WIDTH {
        return words;
    }
    let half = (MAX_NAME_WIDTH - 1) / 2;
    let mut tail_width = 0;
    let mut tail_start = words.len();
    for (at, c) in words.char_indices().rev() {
        tail_width += c.width().unwrap_or(0);
        if tail_width > half {
            break;
        }
        tail_start = at;
    }
    format!("{}…{}", head(&words, half), &words[tail_start..])
}

/// The part of `words` that fits into `width` columns.
fn head(words: &str, width: usize) -> &str {
    let mut used = 0;
    for (at, c) in words.char_indices() {
        used += c.width().unwrap_or(0);
        if used > width {
            return &words[..at];
        }
    }
    words
}

/// `words`, with an ellipsis where they do not fit into `width` columns.
fn cut(words: &str, width: usize) -> String {
    match words.width() <= width {
        true => words.to_owned(),
        false if width == 0 => String::new(),
        false => format!("{}…", head(words, width - 1)),
    }
}

fn padded(words: &str, width: usize) -> String {
    let missing = width.saturating_sub(words.width());
    format!("{words}{}", " ".repeat(missing))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    fn printed(run: &RunResult, color: bool, width: usize) -> String {
        let options = TerminalOptions {
            out_dir: "out",
            color,
            width,
        };
        let mut out = Vec::new();
        let summary = Summary::new(run);
        write_terminal(&mut out, run, &summary, options).expect("memory takes it");
        String::from_utf8(out).expect("UTF-8")
    }

    #[test]
    fn the_summary_says_what_was_found_and_what_to_do() {
        let expected = "\
alinha VERSION read 3 texts with 8 sentences
  2 English, 1 Chinese (simplified)

1 pair of translations, 3 beads
  news/story.zh.txt  =  news/story.en.txt      3 beads,   2 not 1-1, 1 to review

1 link between texts (1 disagrees on a fact), 1 phrase beside its translation

2 names normalised
  Cazaque         -> Kazakh          1x
  Lu Ban workshop -> Luban Workshop  1x

3 findings: 2 major, 1 minor
  news/story.en.txt:1:3   NAME001 `Lu Ban workshop` is a variant of `Luban Workshop`
  news/story.en.txt:2:16  NAME001 `Cazaque` is a variant of `Kazakh`
  news/story.en.txt:2:37  TYPO001 `$ 44` has a space after the sign

1 text with points of MQM
  news/story.en.txt  11 points of MQM, 523.8 for each 1,000 words

Left aside: 1 file
  logo.png  not a text

Results in out/
  report.html   everything on one page: open it first
  aligned/      1 table
  links.csv     1 link and 1 gloss
  normalised/   3 texts with 2 changes
  findings.csv  3 findings, also as findings.jsonl

Next: open out/report.html
      alinha explain NAME001 says what fired 2 times
";
        let shown = printed(&sample::run(), false, 100);
        assert_eq!(
            shown.replace(env!("CARGO_PKG_VERSION"), "VERSION"),
            expected
        );
    }

    #[test]
    fn chinese_names_line_up_and_lines_fit() {
        let mut run = sample::run();
        run.left_aside.push(crate::report::LeftAside {
            path: "新闻/照片.png".to_owned(),
            reason: "an image, said at such length that the line would run over".to_owned(),
        });
        let shown = printed(&run, false, 60);
        assert!(shown.contains("  logo.png       not a text\n"), "{shown}");
        assert!(shown.contains("  新闻/照片.png  an image"), "{shown}");
        assert!(shown.lines().all(|line| line.width() <= 60), "{shown}");
    }

    #[test]
    fn colour_comes_only_when_asked_for_and_files_cannot_bring_their_own() {
        let mut run = sample::run();
        run.left_aside[0].path = "\u{1b}[31mred\u{202e}\n.txt".to_owned();
        let plain = printed(&run, false, 80);
        assert!(!plain.contains('\u{1b}'), "{plain}");
        assert!(plain.contains("  ?[31mred? .txt  "), "{plain}");
        assert!(printed(&run, true, 80).contains("\u{1b}[1m"));
    }

    #[test]
    fn an_empty_run_is_said_in_few_words() {
        let shown = printed(&RunResult::default(), false, 80);
        assert!(shown.contains("read 0 texts with 0 sentences\n"), "{shown}");
        assert!(shown.contains("No findings."), "{shown}");
    }

    #[test]
    fn long_names_keep_both_ends() {
        let long = name(&format!("新闻/{}/a.zh.txt", "x".repeat(60)));
        assert!(long.starts_with("新闻/xxx") && long.ends_with("/a.zh.txt"));
        assert!(long.width() <= MAX_NAME_WIDTH);
        assert_eq!(cut("鲁班工坊", 5), "鲁班…");
        assert_eq!(cut("鲁班", 0), "");
    }
}
