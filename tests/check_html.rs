//! `alinha check --format html`: one page, whole in itself, that shows any text and obeys none.

mod support;

use support::{Folder, checked, code, run, stderr, stdout};

#[test]
fn findings_are_marked_in_their_place() {
    let folder = Folder::new();
    folder.write(
        "en.txt",
        "A quiet line.\n\nThe Cazaque side met the OCS.\nOne more.\n",
    );
    folder.write("zh.txt", "哈萨克政府近年来扩建铁路，鲁班工房也在扩建。\n");
    folder.write("clean.txt", "Nothing is wrong with this text at all.\n");
    let output = run(&["check", "--format", "html", &folder.at("")]);
    assert_eq!(code(&output), 1, "{}", stderr(&output));
    let page = stdout(&output);
    for wanted in [
        ">Cazaque</mark>",
        ">鲁班工房</mark>",
        "<p lang=\"zh",
        "replace with <q>Kazakh</q>",
        "A quiet line.",
        "Inconsistent with terminology resource",
        "name-variant",
        "clean.txt",
        "<mark class=\"major\">major</mark>",
    ] {
        assert!(page.contains(wanted), "{wanted}: {page}");
    }
    // The pointer tells rule, type, reason and remedy.
    assert!(
        page.contains("title=\"NAME001 name-variant · Terminology/"),
        "{page}"
    );
    for outside in ["<script", "<link", "src=", "http://", "https://"] {
        assert!(!page.contains(outside), "{outside}");
    }
    assert_eq!(
        stdout(&run(&["check", "--format", "html", &folder.at("")])),
        page
    );
}

#[test]
fn quiet_stretches_are_folded_and_nothing_is_lost() {
    let folder = Folder::new();
    let mut text = String::new();
    for number in 0..40 {
        text.push_str(&format!("Line {number} of the report.\n"));
    }
    text.push_str("The Cazaque side left.\n");
    folder.write("a.txt", &text);
    let page = checked(&folder, "html", "a.txt");
    assert!(page.contains("39 lines without findings"), "{page}");
    for number in 0..40 {
        assert!(page.contains(&format!("Line {number} of the report.")));
    }
}

#[test]
fn markup_in_a_text_does_no_harm() {
    let folder = Folder::new();
    folder.write(
        "a<b>&\".txt",
        "</style><script>alert(1)</script> \"><img src=x onerror=alert(1)> Trade with Cazaque \u{202e}firms & the OCS \u{85}.\n",
    );
    let page = checked(&folder, "html", "a<b>&\".txt");
    assert!(page.contains("Cazaque"), "{page}");
    assert!(
        !page.contains("<script") && !page.contains("<img") && !page.contains("a<b>"),
        "{page}"
    );
    assert!(!page.contains('\u{202e}') && !page.contains('\u{85}'));
}

#[test]
fn a_page_without_findings_is_a_page() {
    let folder = Folder::new();
    folder.write("empty.txt", "");
    let output = run(&["check", "--format", "html", &folder.at("empty.txt")]);
    assert_eq!(code(&output), 0);
    let page = stdout(&output);
    assert!(page.trim_end().ends_with("</html>") && page.contains("none"));
}
