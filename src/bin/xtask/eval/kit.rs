//! One evaluation kit: its data, its scorer, and alinha's answers to its records.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

use anyhow::{Context as _, bail, ensure};
use serde_json::Value;
use tempfile::TempDir;

/// A kit and a folder for predictions.
pub(super) struct Kit {
    folder: PathBuf,
    scratch: TempDir,
}

/// Builds the program that is measured, as users build it.
pub(super) fn build_alinha() -> anyhow::Result<()> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .args(["build", "--release", "--quiet", "--bin", "alinha"])
        .status()
        .context("cannot start cargo")?;
    ensure!(status.success(), "cargo build --release failed");
    Ok(())
}

/// The program that is measured: it lies beside this one.
fn alinha() -> anyhow::Result<PathBuf> {
    let this = std::env::current_exe().context("cannot find this program")?;
    Ok(this.with_file_name(format!("alinha{}", std::env::consts::EXE_SUFFIX)))
}

impl Kit {
    pub(super) fn open(folder: &Path) -> anyhow::Result<Self> {
        ensure!(folder.is_dir(), "no kit in {}", folder.display());
        Ok(Self {
            folder: folder.to_owned(),
            scratch: tempfile::tempdir()?,
        })
    }

    /// A file of the kit.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// The objects of a JSON Lines file of the kit.
    pub(super) fn records(&self, name: &str) -> anyhow::Result<Vec<Value>> {
        read_records(&self.path(name))
    }

    /// The rows of a tab-separated file of the kit: no quoting, the header as keys.
    pub(super) fn rows(&self, name: &str) -> anyhow::Result<Vec<Vec<String>>> {
        let path = self.path(name);
        let text =
            fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
        Ok(text
            .lines()
            .skip(1)
            .map(|line| line.split('\t').map(str::to_owned).collect())
            .collect())
    }

    /// alinha's answers to `records`: one each, in order, none of them an error.
    pub(super) fn stream(
        &self,
        arguments: &[&str],
        records: &[Value],
    ) -> anyhow::Result<Vec<Value>> {
        let mut child = Command::new(alinha()?)
            .arg("stream")
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("cannot start alinha")?;
        let mut stdin = child.stdin.take().context("no standard input")?;
        let lines: String = records.iter().map(|record| format!("{record}\n")).collect();
        let writer = thread::spawn(move || stdin.write_all(lines.as_bytes()));
        let output = child.wait_with_output()?;
        writer
            .join()
            .map_err(|_| anyhow::anyhow!("the writer panicked"))??;
        ensure!(output.status.success(), "alinha stream: {}", output.status);
        let answers: Vec<Value> = String::from_utf8(output.stdout)?
            .lines()
            .map(serde_json::from_str)
            .collect::<Result<_, _>>()?;
        ensure!(
            answers.len() == records.len(),
            "{} records in, {} out",
            records.len(),
            answers.len()
        );
        if let Some(error) = answers.iter().find(|answer| answer.get("error").is_some()) {
            bail!("an error record: {error}");
        }
        Ok(answers)
    }

    /// Writes `lines` to a scratch file for the scorer.
    pub(super) fn scratch(
        &self,
        name: &str,
        lines: impl IntoIterator<Item = String>,
    ) -> anyhow::Result<PathBuf> {
        let path = self.scratch.path().join(name);
        let mut content = lines.into_iter().collect::<Vec<_>>().join("\n");
        content.push('\n');
        fs::write(&path, content)?;
        Ok(path)
    }

    /// What the kit's scorer prints.
    pub(super) fn score(&self, scorer: &str, arguments: &[&str]) -> anyhow::Result<String> {
        let output = Command::new("python3")
            .arg(self.path(scorer))
            .args(arguments)
            .output()
            .context("cannot start python3, which the scorers are written in")?;
        ensure!(
            output.status.success(),
            "{scorer}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        Ok(String::from_utf8(output.stdout)?)
    }

    /// What the kit's scorer prints with `--json`.
    pub(super) fn score_json(&self, scorer: &str, arguments: &[&str]) -> anyhow::Result<Value> {
        let mut arguments = arguments.to_vec();
        arguments.push("--json");
        let printed = self.score(scorer, &arguments)?;
        serde_json::from_str(&printed).with_context(|| format!("{scorer} --json"))
    }
}

/// The objects of a JSON Lines file.
pub(crate) fn read_records(path: &Path) -> anyhow::Result<Vec<Value>> {
    let text = fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    text.lines()
        .map(|line| Ok(serde_json::from_str(line)?))
        .collect()
}

/// A path as an argument.
pub(super) fn shown(path: &Path) -> anyhow::Result<&str> {
    path.to_str().context("a path that is not UTF-8")
}

/// The first line of every table.
pub(super) fn heading(title: &str, what: &str) -> String {
    format!(
        "# {title}\n\n{what}\n\nWritten by `cargo xtask eval` from the kits' own scorers over `alinha stream`; \
         committed with every change that moves a figure.\n\n"
    )
}
