//! The contract of `alinha stream`: one record out for each record in, in order.

mod support;

use serde_json::{Value, json};
use support::{code, run_with, stderr, stdout};

fn stream(arguments: &[&str], input: &str) -> Vec<Value> {
    let arguments = [&["stream"], arguments].concat();
    let output = run_with(&arguments, input.as_bytes());
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    stdout(&output)
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect()
}

#[test]
fn every_record_is_answered_in_order() {
    let mut input = String::new();
    for id in 0..3000 {
        match id % 5 {
            0 => input.push_str("not json\n"),
            1 => input.push_str(&format!("{{\"id\":{id}}}\n")),
            2 => input.push_str(&format!("{{\"id\":\"{id}\",\"text\":7}}\r\n")),
            3 => input.push_str("[1,2]\n"),
            _ => input.push_str(&format!(
                "{{\"id\":{id},\"text\":\"The OCS met in {id}.\",\"mine\":{{\"a\":1}}}}\n"
            )),
        }
    }
    let one = stream(&["normalise", "--threads", "1"], &input);
    let many = stream(&["normalise", "--threads", "4"], &input);
    assert_eq!(one, many);
    assert_eq!(one.len(), 3000);
    for (id, answer) in one.iter().enumerate() {
        let code = answer["error"]["code"].as_str();
        match id % 5 {
            0 => assert_eq!(code, Some("bad_json")),
            1 => assert_eq!((code, &answer["id"]), (Some("missing_field"), &json!(id))),
            2 => assert_eq!(
                (code, &answer["id"]),
                (Some("bad_field"), &json!(id.to_string()))
            ),
            3 => assert_eq!(code, Some("bad_field")),
            _ => {
                assert_eq!(answer["text"], json!(format!("The SCO met in {id}.")));
                assert_eq!(
                    answer["mine"],
                    json!({ "a": 1 }),
                    "other fields pass through"
                );
            }
        }
        if code.is_some() {
            assert_eq!(answer["error"]["line"], json!(id + 1));
        }
    }
}

#[test]
fn the_counts_are_said_and_failures_can_count() {
    let input = b"{\"id\":1,\"text\":\"x\"}\nbad\n\xFF\n";
    let output = run_with(&["stream", "detect"], input);
    assert_eq!(code(&output), 0);
    assert_eq!(stderr(&output).trim(), "records in 3, out 3, failed 2");
    let output = run_with(&["stream", "detect", "--fail-on-error"], input);
    assert_eq!(code(&output), 3);
}

#[test]
fn offsets_come_in_the_unit_asked_for() {
    let text = "😀 鲁班: the OCS met.";
    let input = format!("{}\n", json!({ "text": text, "lang": "en" }));
    let bytes = text.find("OCS").expect("there");
    for (unit, start) in [("chars", 10), ("utf16", 11), ("bytes", bytes)] {
        let answer = &stream(&["normalise", "--offsets", unit], &input)[0];
        assert_eq!(answer["edits"][0]["start"], json!(start), "{unit}");
        assert_eq!(answer["edits"][0]["before"], json!("OCS"));
        assert_eq!(answer["edits"][0]["after"], json!("SCO"));
    }
}

#[test]
fn detect_does_not_read_what_is_not_its_input() {
    let plain = json!({ "text": "The summit opened in Tianjin on Sunday." });
    let helped = json!({ "text": "The summit opened in Tianjin on Sunday.", "lang": "pt" });
    let answers = stream(&["detect"], &format!("{plain}\n{helped}\n"));
    assert_eq!(answers[0]["lang"], json!("en"));
    assert_eq!(answers[0]["lang"], answers[1]["lang"]);
}

#[test]
fn align_takes_sentences_and_texts() {
    let sentences = json!({
        "id": 1,
        "src": ["O comércio chegou a US$ 43,8 bilhões em 2024.", "A oficina abriu em Astana."],
        "tgt": ["Trade reached $43.8 billion in 2024.", "The workshop opened in Astana."],
        "src_lang": "pt", "tgt_lang": "en",
    });
    let texts = json!({
        "id": 2,
        "src": "O comércio chegou a US$ 43,8 bilhões em 2024. A oficina abriu em Astana.",
        "tgt": "Trade reached $43.8 billion in 2024. The workshop opened in Astana.",
    });
    let answers = stream(&["align"], &format!("{sentences}\n{texts}\n"));
    for answer in &answers {
        let links = answer["links"].as_array().expect("links");
        assert_eq!(links.len(), 2, "{answer}");
        assert_eq!((&links[1][0], &links[1][1]), (&json!([1]), &json!([1])));
        let score = links[0][2].as_f64().expect("a score");
        assert!((0.0..=1.0).contains(&score));
    }
    assert!(answers[0].get("src_segments").is_none());
    assert_eq!(answers[1]["src_segments"][1]["start"], json!(46));
}

#[test]
fn align_says_where_words_went_when_asked() {
    let record = json!({
        "id": 1,
        "src": ["2025年，天津的学生参观了鲁班工坊。"],
        "tgt": ["In 2025 students from Tianjin visited the Luban Workshop."],
        "src_lang": "zh",
        "tgt_lang": "en",
        "words": true,
    });
    let answer = &stream(&["align"], &format!("{record}\n"))[0];
    let words = answer["words"].as_array().expect("a list");
    let number = words.iter().find(|word| word["kind"] == "number");
    let number = number.expect("a number is linked");
    assert_eq!(
        (&number["src"], &number["tgt"]),
        (
            &json!({ "sentence": 0, "start": 0, "end": 5, "text": "2025年" }),
            &json!({ "sentence": 0, "start": 3, "end": 7, "text": "2025" }),
        )
    );
    let record = r#"{"id":1,"src":[],"tgt":[],"words":"yes"}"#;
    let answer = &stream(&["align"], &format!("{record}\n"))[0];
    assert_eq!(answer["error"]["code"], "bad_field");
}

#[test]
fn the_other_tasks_answer_in_their_shape() {
    let text = "Students call it 鲁班工坊 (Luban Workshop). It opened in 2023.";
    let segments = &stream(&["segment"], &format!("{}\n", json!({ "text": text })))[0];
    assert_eq!(segments["segments"].as_array().expect("segments").len(), 2);

    let gloss = &stream(&["gloss"], &format!("{}\n", json!({ "text": text })))[0];
    let pair = &gloss["pairs"][0];
    let langs = [&pair["a"]["lang"], &pair["b"]["lang"]];
    assert!(
        langs.contains(&&json!("zh")) && langs.contains(&&json!("en")),
        "{gloss}"
    );

    let check = &stream(
        &["check"],
        &format!(
            "{}\n",
            json!({ "text": "It cost $ 44 billion.", "lang": "en" })
        ),
    )[0];
    let flag = &check["flags"][0];
    assert_eq!(flag["side"], json!("target"));
    assert!(flag["start"].as_u64() < flag["end"].as_u64());
    let score = &check["score"];
    assert_eq!((&score["points"], &score["words"]), (&json!(1), &json!(4)));
    assert_eq!(score["per_1000_words"], json!(250.0));
    let chance = score["raw_mt"].as_f64().expect("English");
    assert!(
        (0.4..0.7).contains(&chance),
        "four words say little: {chance}"
    );
    let pair = json!({ "source": "It cost $44.", "target": "花费44美元。", "tgt_lang": "zh" });
    let score = &stream(&["check"], &format!("{pair}\n"))[0]["score"];
    assert_eq!(score["raw_mt"], json!(null), "{score}");

    let named = json!({ "name": "Tokaev", "lang": "en" });
    let ranked = &stream(&["match"], &format!("{named}\n"))[0]["ranked"];
    assert_eq!(ranked[0]["concept"], json!("tokayev"));

    let docs = json!({ "docs": [
        { "doc": "a", "sentences": ["Trade hit a record $44 billion in 2024.", "It rained."] },
        { "doc": "b", "sentences": ["The weather was fine.", "In 2024 trade reached a record of $44 billion."] },
    ]});
    let links = &stream(&["mine"], &format!("{docs}\n"))[0]["links"];
    assert_eq!(
        links[0]["a"],
        json!({ "doc": "a", "sentence": 0 }),
        "{links}"
    );
    assert_eq!(
        links[0]["b"],
        json!({ "doc": "b", "sentence": 1 }),
        "{links}"
    );

    let records = "{\"id\":5,\"text\":\"Luban Workshop\"}\n{\"text\":\"\"}\n";
    let embed = stream(&["embed"], records);
    assert_eq!(embed[0]["id"], json!(5));
    let vector: Vec<f64> = serde_json::from_value(embed[0]["vector"].clone()).expect("numbers");
    let norm: f64 = vector.iter().map(|value| value * value).sum();
    assert!((norm - 1.0).abs() < 1e-3, "{norm}");
    assert_eq!(
        embed[1]["vector"][0],
        json!(1.0),
        "an empty text has a vector too"
    );
    // A known language's mean is taken off.
    let known = stream(
        &["embed"],
        "{\"text\":\"Luban Workshop\",\"lang\":\"en\"}\n",
    );
    let plain = stream(&["embed"], "{\"text\":\"Luban Workshop\"}\n");
    assert_ne!(known[0]["vector"], plain[0]["vector"]);
    assert_eq!(embed, stream(&["embed", "--encoder", "builtin"], records));
    let none = &stream(&["embed", "--encoder", "none"], records)[0];
    assert_eq!(none["error"]["code"], json!("no_model"));
}

/// Another program can wait for each answer before it sends the next record.
#[test]
fn answers_are_flushed_when_the_input_pauses() {
    use std::io::{BufRead as _, BufReader, Write as _};
    use std::process::Stdio;
    let mut child = support::alinha()
        .args(["stream", "normalise"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("alinha starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    let mut answers = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    for id in 0..3 {
        writeln!(
            stdin,
            "{{\"id\":{id},\"text\":\"the OCS\",\"lang\":\"en\"}}"
        )
        .expect("sent");
        let answer = answers.next().expect("an answer").expect("read");
        assert!(answer.contains("the SCO"), "{answer}");
    }
    drop(stdin);
    assert!(child.wait().expect("ended").success());
}
