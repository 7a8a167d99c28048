//! The import table of ARCHITECTURE.md, enforced: which module may use which.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The rows of the table in ARCHITECTURE.md: module -> modules that it may import.
fn table() -> BTreeMap<String, Vec<String>> {
    let page = fs::read_to_string("ARCHITECTURE.md").expect("ARCHITECTURE.md is there");
    let rows: BTreeMap<String, Vec<String>> = page
        .lines()
        .filter_map(|line| {
            let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
            let module = cells.first()?.strip_prefix('`')?.strip_suffix("/`")?;
            let allowed = cells.get(2)?;
            let allowed = match *allowed {
                "nothing of alinha" => Vec::new(),
                names => names.split(", ").map(str::to_owned).collect(),
            };
            Some((module.to_owned(), allowed))
        })
        .collect();
    assert!(
        rows.len() > 8,
        "the import table was not understood: {rows:?}"
    );
    rows
}

/// The Rust files under `folder`, without those that only tests are built from.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut files = all_sources(folder);
    let mut tests = Vec::new();
    for file in &files {
        let code = fs::read_to_string(file).expect("readable");
        let folder = match file.file_name().and_then(|name| name.to_str()) {
            Some("mod.rs" | "lib.rs" | "main.rs") => file.with_file_name(""),
            _ => file.with_extension(""),
        };
        for (at, mark) in code.match_indices("#[cfg(test)]\n") {
            let line = code[at + mark.len()..].lines().next().unwrap_or_default();
            if let Some((_, name)) = line.trim_end_matches(';').split_once("mod ") {
                tests.push(folder.join(format!("{name}.rs")));
            }
        }
    }
    files.retain(|file| !tests.contains(file));
    files
}

fn all_sources(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files.extend(all_sources(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// The code before the tests at the end of a file.
fn without_tests(code: &str) -> &str {
    &code[..code.find("#[cfg(test)]\nmod tests {").unwrap_or(code.len())]
}

/// Modules named after `crate::` anywhere in the code, not only in `use` lines.
fn imports(code: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (number, line) in code.lines().enumerate() {
        let code = line.split("//").next().unwrap_or_default();
        for (at, _) in code.match_indices("crate::") {
            let rest = &code[at + "crate::".len()..];
            assert!(
                !rest.starts_with('{'),
                "line {}: write one `use crate::module` a line, so that this test can read it",
                number + 1
            );
            let module: String = rest
                .chars()
                .take_while(|c| c.is_ascii_alphanumeric() || *c == '_')
                .collect();
            found.push((number + 1, module));
        }
    }
    found
}

#[test]
fn imports_follow_the_table() {
    let table = table();
    let mut wrong = Vec::new();
    for (module, allowed) in &table {
        let folder = Path::new("src").join(module);
        assert!(
            folder.is_dir(),
            "the table names src/{module}/, which is not there"
        );
        for file in sources(&folder) {
            let code = fs::read_to_string(&file).expect("readable");
            for (line, imported) in imports(without_tests(&code)) {
                if imported != *module && !allowed.contains(&imported) {
                    wrong.push(format!(
                        "{}:{line}: {module} may not import {imported}",
                        file.display()
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_module_is_in_the_table() {
    let table = table();
    for entry in fs::read_dir("src").expect("src") {
        let path = entry.expect("an entry").path();
        let name = path
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        // The binaries use the library from outside.
        if path.is_dir() && name != "bin" && name != "cli" {
            assert!(table.contains_key(&name), "src/{name}/ is not in the table");
        }
    }
}

#[test]
fn only_the_edge_prints_and_only_pipeline_and_trainer_have_threads() {
    let mut wrong = Vec::new();
    for file in sources(Path::new("src")) {
        let shown = file.display().to_string().replace('\\', "/");
        let code = fs::read_to_string(&file).expect("readable");
        let is_edge = shown.starts_with("src/cli/") || shown.starts_with("src/bin/");
        let works = shown.starts_with("src/pipeline/") || shown.starts_with("src/train/");
        let forbidden: &[(&str, bool)] = &[
            (
                "std::fs",
                is_edge || works || shown.starts_with("src/embed/"),
            ),
            ("rayon::", is_edge || works),
            ("anyhow::", is_edge),
            ("std::process", is_edge || shown == "src/main.rs"),
        ];
        for (word, allowed) in forbidden {
            if !allowed && without_tests(&code).contains(word) {
                wrong.push(format!("{shown}: `{word}` does not belong here"));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
