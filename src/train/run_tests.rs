//! Whole trainings on little files.

use std::fs;
use std::path::Path;

use super::*;
use crate::embed::fold;
use crate::train::Label;

/// A toy language: each English word has one Portuguese and one Chinese word.
const WORDS: [(&str, &str, &str); 24] = [
    ("workshop", "oficina", "工坊"),
    ("school", "escola", "学校"),
    ("teacher", "professor", "教师"),
    ("student", "aluno", "学生"),
    ("railway", "ferrovia", "铁路"),
    ("harbour", "porto", "港口"),
    ("energy", "energia", "能源"),
    ("water", "água", "水"),
    ("farm", "fazenda", "农场"),
    ("price", "preço", "价格"),
    ("bank", "banco", "银行"),
    ("law", "lei", "法律"),
    ("open", "abrir", "开放"),
    ("close", "fechar", "关闭"),
    ("build", "construir", "建设"),
    ("repair", "consertar", "修理"),
    ("grow", "crescer", "增长"),
    ("sell", "vender", "出售"),
    ("old", "velho", "旧"),
    ("new", "novo", "新"),
    ("green", "verde", "绿色"),
    ("cheap", "barato", "便宜"),
    ("near", "perto", "附近"),
    ("northern", "setentrional", "北部"),
];

/// Sentences of five words, and their translations.
fn write_pairs(
    folder: &Path,
    name: &str,
    rows: usize,
    seed: u64,
    to_chinese: bool,
) -> ParallelFile {
    let mut random = Random::new(seed, 0);
    let mut text = String::new();
    for _ in 0..rows {
        let words: Vec<_> = (0..5).map(|_| WORDS[random.below(WORDS.len())]).collect();
        let english: Vec<&str> = words.iter().map(|word| word.0).collect();
        let other: Vec<&str> = words
            .iter()
            .map(|word| if to_chinese { word.2 } else { word.1 })
            .collect();
        let space = if to_chinese { "" } else { " " };
        text.push_str(&format!("{}\t{}\n", other.join(space), english.join(" ")));
    }
    let path = folder.join(name);
    fs::write(&path, text).expect("written");
    ParallelFile { path, weight: 1.0 }
}

fn inputs(folder: &Path) -> Inputs {
    Inputs {
        parallel: vec![
            write_pairs(folder, "zh.tsv", 300, 1, true),
            write_pairs(folder, "pt.tsv", 300, 2, false),
        ],
        ..Inputs::default()
    }
}

fn options() -> Options {
    Options {
        epochs: 6,
        batch: 32,
        hard_negatives: 4,
        dim: 32,
        tables: 2,
        pieces: 200,
        ..Options::default()
    }
}

fn run(inputs: &Inputs, options: &Options) -> Trained {
    train(inputs, None, options, &mut |_| ()).expect("trained")
}

/// The model that a training made, through the bytes of its file.
fn model(trained: &Trained) -> ModelFile {
    let label = Label {
        name: "toy".to_owned(),
        card: None,
    };
    let bytes = trained.to_model_file(label, &options(), None, 8);
    ModelFile::parse(bytes.expect("written")).expect("read")
}

fn vector(trained: &Trained, text: &str) -> Vec<f32> {
    let mut folded = String::new();
    fold(text, &mut folded);
    let mut features = Vec::new();
    trained.vocabulary.features(&folded, &mut features);
    let mut sum = vec![0.0; trained.dim];
    for feature in features {
        let row = &trained.values[feature.row as usize * trained.dim..][..trained.dim];
        for (sum, value) in sum.iter_mut().zip(row) {
            *sum += feature.weight * value;
        }
    }
    let norm = sum.iter().map(|value| value * value).sum::<f32>().sqrt();
    sum.iter().map(|value| value / norm).collect()
}

fn cosine(trained: &Trained, a: &str, b: &str) -> f32 {
    let (a, b) = (vector(trained, a), vector(trained, b));
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[test]
fn translations_come_together_also_of_pairs_never_seen() {
    let folder = tempfile::tempdir().expect("a folder");
    let trained = run(&inputs(folder.path()), &options());
    let english = "new railway near northern harbour";
    let right = cosine(&trained, "新铁路附近北部港口", english);
    let wrong = cosine(&trained, "旧学校出售便宜农场", english);
    assert!(right > 0.6 && wrong < right - 0.4, "{right} {wrong}");
    // No file holds Chinese beside Portuguese.
    let through_english = cosine(
        &trained,
        "新铁路附近北部港口",
        "novo ferrovia perto setentrional porto",
    );
    assert!(through_english > 0.6, "{through_english}");
    assert_eq!(trained.files[0].languages, (Lang::ZH, Lang::EN));
    assert_eq!(trained.files[1].languages, (Lang::PT, Lang::EN));
    assert_eq!(trained.files[0].pairs, 300);
}

#[test]
fn the_same_seed_gives_the_same_table_at_any_number_of_threads() {
    let folder = tempfile::tempdir().expect("a folder");
    let inputs = inputs(folder.path());
    let with_threads = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        pool.expect("threads")
            .install(|| run(&inputs, &options()).values)
    };
    let one = with_threads(1);
    assert_eq!(one, with_threads(3));
    let other = Options {
        seed: 2,
        ..options()
    };
    assert_ne!(one, run(&inputs, &other).values);
}

#[test]
fn a_resumed_training_ends_where_an_unbroken_one_does() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut inputs = inputs(folder.path());
    let unbroken = run(&inputs, &options());
    let path = folder.path().join("state");
    inputs.checkpoint = Some(path.clone());
    // The panic stands for a power cut: the state is on disk from step 50 on.
    let broken = std::panic::catch_unwind(|| {
        train(&inputs, None, &options(), &mut |progress| {
            if let Progress::Step(170, ..) = progress {
                panic!("stopped on purpose");
            }
        })
    });
    assert!(broken.is_err());
    assert!(path.exists());
    let mut resumed = false;
    let trained = train(&inputs, None, &options(), &mut |progress| {
        resumed |= matches!(progress, Progress::Resumed);
        assert!(!matches!(progress, Progress::Step(1, ..)), "began anew");
    });
    let trained = trained.expect("trained");
    assert_eq!(trained.values, unbroken.values);
    assert_eq!(trained.steps, unbroken.steps);
    assert!(resumed);
    let other = Options {
        seed: 2,
        ..options()
    };
    let refused = train(&inputs, None, &other, &mut |_| ()).expect_err("refused");
    assert!(
        refused
            .to_string()
            .contains("other files, options or model"),
        "{refused}"
    );
}

#[test]
fn a_model_goes_on_from_another_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let first = run(&inputs(folder.path()), &options());
    let start = model(&first);
    let more = Inputs {
        parallel: vec![write_pairs(folder.path(), "more.tsv", 200, 3, true)],
        ..Inputs::default()
    };
    let options = Options {
        epochs: 2,
        ..options()
    };
    let second = train(&more, Some(&start), &options, &mut |_| ()).expect("trained");
    assert_eq!(second.values.len(), first.values.len());
    assert_ne!(second.values, first.values);
    assert!(
        cosine(
            &second,
            "新铁路附近北部港口",
            "novo ferrovia perto setentrional porto"
        ) > 0.5
    );
    let bytes = second
        .to_model_file(Label::default(), &options, Some(&start), 4)
        .expect("written");
    let again = ModelFile::parse(bytes).expect("read");
    assert_eq!(again.manifest().languages, ["en", "pt", "zh"]);
    assert_eq!(again.manifest().training["from"]["name"], "toy");
}

#[test]
fn a_teacher_without_pairs_teaches_too() {
    let folder = tempfile::tempdir().expect("a folder");
    let teacher = run(&inputs(folder.path()), &options());
    let mut lines = String::new();
    let mut random = Random::new(5, 0);
    for _ in 0..400 {
        let words: Vec<_> = (0..4).map(|_| WORDS[random.below(WORDS.len())]).collect();
        let text = match random.below(3) {
            0 => words
                .iter()
                .map(|word| word.0)
                .collect::<Vec<_>>()
                .join(" "),
            1 => words
                .iter()
                .map(|word| word.1)
                .collect::<Vec<_>>()
                .join(" "),
            _ => words.iter().map(|word| word.2).collect::<String>(),
        };
        let record = serde_json::json!({ "text": text, "vector": vector(&teacher, &text) });
        lines.push_str(&format!("{record}\n"));
    }
    let path = folder.path().join("teacher.jsonl");
    fs::write(&path, lines).expect("written");
    let mut random = Random::new(6, 0);
    let start = model(&Trained {
        vocabulary: teacher.vocabulary.clone(),
        dim: 32,
        values: (0..teacher.vocabulary.rows() * 32)
            .map(|_| random.normal())
            .collect(),
        means: Vec::new(),
        files: Vec::new(),
        steps: 0,
    });
    let inputs = Inputs {
        teacher: Some(path),
        ..Inputs::default()
    };
    let options = Options {
        epochs: 60,
        rate: 0.05,
        ..options()
    };
    let pupil = train(&inputs, Some(&start), &options, &mut |_| ()).expect("trained");
    let right = cosine(
        &pupil,
        "新铁路附近北部港口",
        "new railway near northern harbour",
    );
    let wrong = cosine(&pupil, "新铁路附近北部港口", "old school sell cheap farm");
    assert!(right > wrong + 0.2, "{right} {wrong}");
}

#[test]
fn nothing_to_learn_from_is_an_error() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("empty.tsv");
    fs::write(&path, "").expect("written");
    let file = |path: &Path| Inputs {
        parallel: vec![ParallelFile {
            path: path.to_owned(),
            weight: 1.0,
        }],
        ..Inputs::default()
    };
    let error = train(&file(&path), None, &options(), &mut |_| ()).expect_err("refused");
    assert!(error.to_string().contains("pairs"), "{error}");
    fs::write(&path, "one side only\n").expect("written");
    let error = train(&file(&path), None, &options(), &mut |_| ()).expect_err("refused");
    assert!(error.to_string().contains("empty.tsv:1"), "{error}");
    let error = train(
        &file(&folder.path().join("none")),
        None,
        &options(),
        &mut |_| (),
    );
    assert!(error.expect_err("refused").to_string().contains("none"));
}
