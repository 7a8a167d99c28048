//! What the README shows is what the program does.

mod support;

use support::{code, run_with, stdout};

/// The console example: the line behind `$ echo '...' | alinha` and the answer below it.
#[test]
fn the_stream_example_is_true() {
    let readme = std::fs::read_to_string("README.md").expect("there");
    let mut lines = readme.lines();
    let command = lines
        .find_map(|line| line.strip_prefix("$ echo '"))
        .expect("the example is there");
    let expected = lines.next().expect("its answer is there");
    let (record, task) = command.split_once("' | alinha ").expect("a pipe");
    let arguments: Vec<&str> = task.split(' ').collect();
    let output = run_with(&arguments, format!("{record}\n").as_bytes());
    assert_eq!(code(&output), 0);
    assert_eq!(stdout(&output).trim_end(), expected);
}

/// Every command of the table exists, and its help ends with examples.
#[test]
fn every_command_has_help_with_examples() {
    let readme = std::fs::read_to_string("README.md").expect("there");
    let commands: Vec<&str> = readme
        .lines()
        .filter_map(|line| line.strip_prefix("| `alinha "))
        .filter_map(|line| line.split([' ', '`']).next())
        .collect();
    assert!(commands.len() >= 10, "{commands:?}");
    for command in commands {
        let output = run_with(&[command, "--help"], b"");
        assert_eq!(code(&output), 0, "{command}");
        let help = stdout(&output);
        let (_, examples) = help.rsplit_once("Examples:").expect(command);
        assert!(
            examples.matches("alinha ").count() >= 2,
            "{command}: {examples}"
        );
    }
}

/// The diagnostics and links quoted above are those of the corpus.
#[test]
fn the_quoted_results_are_true() {
    let readme = std::fs::read_to_string("README.md").expect("there");
    let output = run_with(
        &["check", "--color", "never", "corpus/legacy.utf16.en.txt"],
        b"",
    );
    let shown = stdout(&output);
    let quoted: Vec<&str> = readme
        .lines()
        .skip_while(|line| !line.starts_with("warning["))
        .take_while(|line| !line.starts_with("```"))
        .collect();
    assert!(quoted.len() >= 5);
    assert!(shown.contains(&quoted.join("\n")), "{shown}");

    let output = run_with(&["normalise", "--diff", "corpus/mt-style.en.txt"], b"");
    let shown = stdout(&output);
    for line in readme
        .lines()
        .filter(|line| line.starts_with("-XI") || line.starts_with("+Xi"))
    {
        let line = line.trim_end_matches(" ...");
        assert!(shown.contains(line), "{line}");
    }
}
