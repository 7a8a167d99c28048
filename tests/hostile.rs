//! Input that is broken, huge or forbidden: a clear error or a result, the right exit code,
//! nothing lost, never a panic.

mod support;

use std::fs;
use std::process::Command;

use support::{Folder, code, run, run_with, skip, stderr, stdout};

const STORY: &str =
    "The Cazaque delegation reached Tianjin on Friday. It met the OCS secretariat.\n";

fn run_folder(folder: &Folder, input: &str, out: &str) -> (i32, String, String) {
    let output = run(&["run", &folder.at(input), "--out", &folder.at(out)]);
    (code(&output), stdout(&output), stderr(&output))
}

#[test]
fn empty_files_are_results() {
    let folder = Folder::new();
    folder.write("in/empty.txt", "");
    folder.write("in/blank.txt", "\n \n\u{3000}\n");
    folder.write("in/bom.txt", "\u{feff}");
    let (code, _, errors) = run_folder(&folder, "in", "out");
    assert_eq!(code, 0, "{errors}");
    for name in ["empty.txt", "blank.txt", "bom.txt"] {
        assert_eq!(
            fs::read(folder.path(&format!("in/{name}"))).expect("read"),
            fs::read(folder.path(&format!("out/normalised/{name}"))).expect("mirrored"),
        );
    }
}

#[test]
fn an_empty_folder_is_an_error_that_says_so() {
    let folder = Folder::new();
    fs::create_dir(folder.path("in")).expect("made");
    let (code, _, errors) = run_folder(&folder, "in", "out");
    assert_eq!(code, 2);
    assert!(errors.contains("holds no plain text"), "{errors}");
    assert!(!folder.path("out").exists());
}

#[test]
fn a_binary_file_costs_itself_only() {
    let folder = Folder::new();
    folder.write("in/good.txt", STORY);
    folder.write(
        "in/bad.txt",
        [0x7F, b'E', b'L', b'F', 2, 1, 0, 0, 0, 9, 0, 0, 0],
    );
    let (code, _, errors) = run_folder(&folder, "in", "out");
    assert_eq!(code, 3, "{errors}");
    assert!(
        errors.contains("bad.txt") && errors.contains("not a text"),
        "{errors}"
    );
    let normalised = fs::read_to_string(folder.path("out/normalised/good.txt")).expect("there");
    assert_eq!(
        normalised,
        "The Kazakh delegation reached Tianjin on Friday. It met the SCO secretariat.\n"
    );
    assert!(!folder.path("out/normalised/bad.txt").exists());
}

#[test]
fn lone_surrogates_are_named_with_their_place() {
    let folder = Folder::new();
    folder.write("lone.txt", [0xFF, 0xFE, 0x41, 0x00, 0x00, 0xDC, 0x42, 0x00]);
    let output = run(&["check", &folder.at("lone.txt")]);
    assert_eq!(code(&output), 2);
    let errors = stderr(&output);
    assert!(
        errors.contains("lone.txt") && errors.contains("byte 4"),
        "{errors}"
    );
}

#[test]
fn links_are_not_followed() {
    let folder = Folder::new();
    folder.write("in/x.txt/inside.txt", STORY);
    folder.write("secret.txt", "not to be read\n");
    #[cfg(unix)]
    {
        use std::os::unix::fs::symlink;
        symlink("nowhere", folder.path("in/dangling.txt")).expect("linked");
        symlink("..", folder.path("in/x.txt/loop")).expect("linked");
        symlink("../secret.txt", folder.path("in/outside.txt")).expect("linked");
    }
    let (code, _, errors) = run_folder(&folder, "in", "out");
    assert_eq!(code, 0, "{errors}");
    assert!(folder.path("out/normalised/x.txt/inside.txt").is_file());
    let summary = fs::read_to_string(folder.path("out/summary.json")).expect("there");
    #[cfg(unix)]
    for name in ["dangling.txt", "x.txt/loop", "outside.txt"] {
        assert!(summary.contains(name), "{name} is named as left aside");
        assert!(!folder.path(&format!("out/normalised/{name}")).exists());
    }
}

#[test]
fn an_output_with_other_files_is_refused() {
    let folder = Folder::new();
    folder.write("in/a.txt", STORY);
    folder.write("out/thesis.doc", "years of work");
    let (code, _, errors) = run_folder(&folder, "in", "out");
    assert_eq!(code, 2);
    assert!(errors.contains("--force"), "{errors}");
    assert_eq!(fs::read_dir(folder.path("out")).expect("there").count(), 1);

    let output = run(&[
        "run",
        &folder.at("in"),
        "--out",
        &folder.at("out"),
        "--force",
    ]);
    assert_eq!(support::code(&output), 0);
    assert!(
        folder.path("out/thesis.doc").is_file(),
        "--force keeps other files"
    );
    assert!(folder.path("out/report.html").is_file());
}

#[test]
fn the_input_is_never_taken_for_the_output() {
    let folder = Folder::new();
    folder.write("in/a.txt", STORY);
    for out in ["in", "."] {
        let (code, _, errors) = run_folder(&folder, "in", out);
        assert_eq!(code, 2, "{errors}");
    }
    // An output inside the input is written, and not read the next time.
    for _ in 0..2 {
        let (code, _, errors) = run_folder(&folder, "in", "in/out");
        assert_eq!(code, 0, "{errors}");
        assert!(!folder.path("in/out/normalised/out").exists());
    }
    assert_eq!(
        fs::read_to_string(folder.path("in/a.txt")).expect("kept"),
        STORY
    );
}

/// A line of this many bytes stands for the 200 MB line that is tried by hand: the same code,
/// fast enough for every test run.
const LONG_LINE: usize = 4 << 20;

#[test]
fn a_huge_line_is_a_line() {
    let folder = Folder::new();
    let line = "The Cazaque delegation reached Tianjin, 双方同意, e o presidente cazaque saiu "
        .repeat(LONG_LINE / 80);
    folder.write("in/long.txt", &line);
    let (code, _, errors) = run_folder(&folder, "in", "out");
    assert_eq!(code, 0, "{errors}");
    let normalised = fs::read_to_string(folder.path("out/normalised/long.txt")).expect("there");
    assert!(normalised.starts_with("The Kazakh delegation"));
    let report = fs::metadata(folder.path("out/report.html"))
        .expect("there")
        .len();
    assert!(
        report < 20 << 20,
        "the report of one line takes {report} bytes"
    );
}

#[test]
fn records_over_the_limit_cost_themselves_only() {
    let long = format!("{{\"id\":1,\"text\":\"{}\"}}\n", "a".repeat(5000));
    let input = format!("{long}{{\"id\":2,\"text\":\"the OCS\"}}\n");
    let output = run_with(
        &["stream", "normalise", "--max-record-bytes", "1000"],
        input.as_bytes(),
    );
    assert_eq!(code(&output), 0);
    let lines: Vec<String> = stdout(&output).lines().map(str::to_owned).collect();
    assert_eq!(lines.len(), 2);
    assert!(lines[0].contains("too_large"), "{}", lines[0]);
    assert!(lines[1].contains("\"id\":2"), "{}", lines[1]);
}

#[test]
fn a_bad_glossary_row_is_shown_with_its_place() {
    let folder = Folder::new();
    folder.write("news.txt", STORY);
    folder.write(
        "glossary/terms.csv",
        "concept_id,category,lang,term,status,part_of_speech,case,boundary,inflect,context,action,target,note,source\n\
         luban,person,en,Luban,prefered,proper noun,any,word,possessive,,none,,,ours\n",
    );
    let output = run(&[
        "normalise",
        "--diff",
        "--glossary",
        &folder.at("glossary"),
        &folder.at("news.txt"),
    ]);
    assert_eq!(code(&output), 2);
    let errors = stderr(&output);
    assert!(
        errors.contains("terms.csv:2") && errors.contains("prefered"),
        "{errors}"
    );

    let output = run(&["glossary", "check", &folder.at("glossary")]);
    assert_eq!(code(&output), 1);
    assert!(
        stdout(&output).contains("terms.csv:2"),
        "{}",
        stdout(&output)
    );
}

#[test]
fn missing_files_and_wrong_words_are_usage_errors() {
    for arguments in [
        &["check", "no-such-file.txt"] as &[&str],
        &["run", "no-such-folder", "--out", "nowhere"],
        &["explain", "NOPE999"],
        &["detect", "--languages", "english", "-"],
        &["check", "--encoding", "klingon", "-"],
        &["stream", "dance"],
        &["frobnicate"],
        &["align", "no-such-a.txt", "no-such-b.txt"],
        &["check", "--select", "NOPE", "-"],
        &["--threads", "0", "explain"],
    ] {
        let output = run(arguments);
        assert_eq!(code(&output), 2, "{arguments:?}: {}", stderr(&output));
        assert!(!stderr(&output).is_empty(), "{arguments:?} says why");
        assert!(!stderr(&output).contains("os error"), "{}", stderr(&output));
    }
}

#[test]
fn one_bad_file_among_many_is_a_partial_success() {
    let folder = Folder::new();
    folder.write("good.txt", STORY);
    let output = run(&[
        "check",
        "--format",
        "jsonl",
        &folder.at("good.txt"),
        &folder.at("missing.txt"),
    ]);
    assert_eq!(code(&output), 3);
    assert!(stdout(&output).contains("NAME"));
    assert!(stderr(&output).contains("missing.txt"));
}

/// Runs the program as a user without rights over files of others, where the tests are root's.
#[cfg(unix)]
fn as_unprivileged(arguments: &[&str]) -> Option<std::process::Output> {
    let id = Command::new("id").arg("-u").output().ok()?;
    let program = env!("CARGO_BIN_EXE_alinha");
    if String::from_utf8_lossy(&id.stdout).trim() != "0" {
        return Command::new(program).args(arguments).output().ok();
    }
    // The target folder may lie where other users cannot look: run a copy.
    let copy = std::env::temp_dir().join(format!("alinha-test-{}", std::process::id()));
    fs::copy(program, &copy).ok()?;
    let output = Command::new("setpriv")
        .args(["--reuid=65534", "--regid=65534", "--clear-groups"])
        .arg(&copy)
        .args(arguments)
        .output();
    fs::remove_file(&copy).ok()?;
    output.ok()
}

#[cfg(unix)]
#[test]
fn files_and_outputs_without_permission() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = Folder::new();
    folder.write("in/good.txt", STORY);
    folder.write("in/locked.txt", STORY);
    folder.write("in/closed/a.txt", STORY);
    fs::create_dir(folder.path("open")).expect("made");
    fs::create_dir(folder.path("shut")).expect("made");
    let set = |name: &str, mode: u32| {
        fs::set_permissions(folder.path(name), fs::Permissions::from_mode(mode)).expect("set");
    };
    set("", 0o755);
    set("in", 0o755);
    set("in/good.txt", 0o644);
    set("in/locked.txt", 0o000);
    set("in/closed", 0o000);
    set("open", 0o777);
    set("shut", 0o555);
    let done = || {
        set("in/closed", 0o755);
    };
    let Some(output) = as_unprivileged(&["run", &folder.at("in"), "--out", &folder.at("open/out")])
    else {
        done();
        return skip(
            "files_and_outputs_without_permission",
            "no setpriv to become another user",
        );
    };
    let refused = as_unprivileged(&["run", &folder.at("in"), "--out", &folder.at("shut/out")]);
    done();
    assert_eq!(code(&output), 3, "{}", stderr(&output));
    let errors = stderr(&output);
    assert!(errors.contains("locked.txt: permission denied"), "{errors}");
    assert!(errors.contains("closed"), "{errors}");
    assert!(folder.path("open/out/normalised/good.txt").is_file());

    let refused = refused.expect("ran before");
    assert_eq!(code(&refused), 2);
    assert!(
        stderr(&refused).contains("permission denied"),
        "{}",
        stderr(&refused)
    );
    assert_eq!(fs::read_dir(folder.path("shut")).expect("there").count(), 0);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_leaves_the_old_results() {
    let folder = Folder::new();
    folder.write("in/a.txt", STORY.repeat(200));
    fs::create_dir(folder.path("disk")).expect("made");
    let mounted = Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=256k", "tmpfs"])
        .arg(folder.path("disk"))
        .output()
        .is_ok_and(|output| output.status.success());
    if !mounted {
        return skip(
            "a_full_disk_leaves_the_old_results",
            "this user cannot mount a tmpfs",
        );
    }
    folder.write("small/a.txt", STORY);
    let first = run_folder(&folder, "small", "disk/out");
    let before = support::contents(&folder.path("disk/out"));
    folder.write("in/b.txt", STORY.repeat(4000));
    let second = run_folder(&folder, "in", "disk/out");
    let after = support::contents(&folder.path("disk/out"));
    let left: Vec<_> = fs::read_dir(folder.path("disk")).expect("there").collect();
    let left = left.len();
    Command::new("umount")
        .arg(folder.path("disk"))
        .status()
        .expect("unmounted");
    assert_eq!(first.0, 0, "{}", first.2);
    assert_eq!(second.0, 2, "{}", second.2);
    assert!(second.2.contains("no space"), "{}", second.2);
    assert!(before == after, "the earlier results are whole");
    assert_eq!(left, 1, "no half-written folder is left");
}
