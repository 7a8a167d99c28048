//! What the tests of the command share.
#![allow(dead_code, reason = "each test file uses its own part of this one")]

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// The program under test.
pub(crate) fn alinha() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_alinha"));
    // What the developer has set must not decide a test.
    for variable in [
        "NO_COLOR",
        "CLICOLOR",
        "CLICOLOR_FORCE",
        "RAYON_NUM_THREADS",
    ] {
        command.env_remove(variable);
    }
    command
}

/// Runs the program with `arguments` and `input` on standard input.
pub(crate) fn run_with(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = alinha()
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("alinha starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    let input = input.to_vec();
    let writer = std::thread::spawn(move || {
        // A program that ends early closes the pipe; that shows in its exit code.
        let _ = stdin.write_all(&input);
    });
    let output = child.wait_with_output().expect("alinha ends");
    writer.join().expect("the writer ends");
    output
}

/// Runs the program with `arguments`.
pub(crate) fn run(arguments: &[&str]) -> Output {
    run_with(arguments, b"")
}

/// Standard output as text.
pub(crate) fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

/// Standard error as text.
pub(crate) fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}

/// The exit code; a death by signal or a panic fails the test.
pub(crate) fn code(output: &Output) -> i32 {
    let code = output.status.code().expect("alinha was not killed");
    assert_ne!(code, 101, "alinha panicked: {}", stderr(output));
    code
}

/// A folder for one test.
pub(crate) struct Folder(TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// The path of `name` as an argument.
    pub(crate) fn at(&self, name: &str) -> String {
        self.path(name).to_str().expect("UTF-8").to_owned()
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        fs::write(path, content).expect("written");
    }
}

/// Every file under `folder` with its bytes, by path.
pub(crate) fn contents(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<(String, Vec<u8>)> = walkdir::WalkDir::new(folder)
        .sort_by_file_name()
        .into_iter()
        .map(|entry| entry.expect("readable"))
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let name = entry.path().strip_prefix(folder).expect("inside");
            let name = name.to_str().expect("UTF-8").replace('\\', "/");
            (name, fs::read(entry.path()).expect("readable"))
        })
        .collect();
    files.sort();
    files
}

/// Prints that a test was skipped, so that nobody takes it for passed.
pub(crate) fn skip(test: &str, reason: &str) {
    anstream::eprintln!("SKIPPED {test}: {reason}");
}

/// What `alinha check --lang en --format FORMAT` says of the file `name` in `folder`.
pub(crate) fn checked(folder: &Folder, format: &str, name: &str) -> String {
    let path = folder.at(name);
    stdout(&run(&["check", "--lang", "en", "--format", format, &path]))
}

/// Writes a Portuguese text in Windows-1252, and `glossary/`, which wants a word of it in Chinese.
pub(crate) fn write_what_the_encoding_lacks(folder: &Folder, bytes: &[u8]) {
    folder.write("latin.txt", bytes);
    folder.write(
        "glossary/terms.csv",
        "concept_id,category,lang,term,status,part_of_speech,case,boundary,inflect,context,action,target,note,source\n\
         building,place,pt,pr\u{e9}dio,deprecated,noun,any,word,-,,replace,,,ours\n\
         building,place,pt,楼房,preferred,noun,any,none,-,,none,,,ours\n",
    );
}
