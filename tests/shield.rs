//! What the editor's glossary calls right is not flagged.

mod support;

use support::{Folder, code, run, stderr, stdout};

const HEAD: &str = "concept_id,category,lang,term,status,part_of_speech,case,boundary,inflect,context,action,target,note,source\n";

/// The rules and words flagged in `text` with the glossary `rows`.
fn flagged(text: &str, rows: &str) -> Vec<String> {
    let folder = Folder::new();
    folder.write("a.txt", text);
    folder.write("terms/own.csv", format!("{HEAD}{rows}"));
    let (file, terms) = (folder.at("a.txt"), folder.at("terms"));
    let mut arguments = vec!["check", "--lang", "en", "--format", "jsonl", &file];
    if !rows.is_empty() {
        arguments.extend(["--glossary", &terms]);
    }
    let output = run(&arguments);
    assert!(code(&output) < 2, "{}", stderr(&output));
    let told = |line: &str| {
        let row: serde_json::Value = serde_json::from_str(line).expect("JSON");
        let cell = |name: &str| row[name].as_str().expect("a string").to_owned();
        format!("{} {}", cell("rule"), cell("text"))
    };
    stdout(&output).lines().map(told).collect()
}

#[test]
fn right_terms_shield_words_of_the_lexicon() {
    let text = "The PIB grew by two percent.\n";
    assert_eq!(flagged(text, ""), ["LEX004 PIB"]);
    for status in ["preferred", "admitted"] {
        let row = format!("pib,general,en,PIB,{status},proper noun,exact,word,-,,none,,,ours\n");
        assert_eq!(flagged(text, &row), [""; 0], "{status}");
    }
    // A longer right term shields what stands inside it, and only there.
    let row = "casa-pib,organisation,en,Casa PIB,preferred,proper noun,exact,word,-,,none,,,ours\n";
    assert_eq!(flagged("They met in Casa PIB.\n", row), [""; 0]);
    assert_eq!(flagged(text, row), ["LEX004 PIB"]);
    // What waits for review, or is right in another language, shields nothing.
    for row in [
        "pib,general,en,PIB,proposed,proper noun,exact,word,-,,none,,,ours\n",
        "pib,general,pt,PIB,preferred,proper noun,exact,word,-,,none,,,ours\n",
    ] {
        assert_eq!(flagged(text, row), ["LEX004 PIB"], "{row}");
    }
}

#[test]
fn right_terms_shield_words_of_another_language() {
    let text = "The composition was found in the urine of 受影响 pets.\n";
    assert_eq!(flagged(text, ""), ["LANG001 受影响"]);
    let row = "affected,general,en,受影响,admitted,noun,any,none,-,,none,,,ours\n";
    assert_eq!(flagged(text, row), [""; 0]);
    let row = "affected,general,zh,受影响,preferred,noun,any,none,-,,none,,,ours\n";
    assert_eq!(flagged(text, row), ["LANG001 受影响"]);
    let text = "Manifestants blocked the road.\n";
    assert_eq!(flagged(text, ""), ["LANG002 Manifestants"]);
    let row = "protesters,general,en,Manifestants,admitted,noun,any,word,-,,none,,,ours\n";
    assert_eq!(flagged(text, row), [""; 0]);
}

#[test]
fn a_name_is_kept_by_a_right_form_or_by_a_wrong_one_without_action() {
    let text = "The delegation met the OCS yesterday.\n";
    assert_eq!(flagged(text, ""), ["NAME002 OCS"]);
    for row in [
        "sco,organisation,en,OCS,admitted,proper noun,exact,word,-,,none,,,ours\n",
        "sco,organisation,en,OCS,forbidden,proper noun,exact,word,-,,none,,,ours\n",
    ] {
        assert_eq!(flagged(text, row), [""; 0], "{row}");
    }
}
