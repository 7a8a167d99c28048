//! Sentence vectors from a local transformer model, through rust-bert and LibTorch.
//!
//! Made for multilingual-e5-small and its larger sisters. See `models/README.md` for how to get
//! the weights and LibTorch.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use rust_bert::RustBertError;
use rust_bert::pipelines::common::{ModelType, TokenizerOption};
use rust_bert::pipelines::sentence_embeddings::{
    SentenceEmbeddingsConfig, SentenceEmbeddingsModel,
};
use rust_bert::resources::LocalResource;
use serde_json::Value;
use tch::{Device, Kind};

use super::{EncodeError, Encoder, Vectors};

/// E5 models were trained with this in front of every sentence.
const PREFIX: &str = "query: ";
/// Sentences in a batch: larger ones are not faster on a CPU.
const BATCH: usize = 32;
/// A position is at least a character: pieces of this many fit into 512 positions with room for
/// the prefix.
const MAX_CHARS: usize = 480;

/// What a model folder holds, in the layout of sentence-transformers.
const FILES: [&str; 7] = [
    "config.json",
    "model.safetensors",
    "tokenizer.json",
    "special_tokens_map.json",
    "modules.json",
    "sentence_bert_config.json",
    "1_Pooling/config.json",
];

/// A transformer encoder read from one local folder.
///
/// Sentences are sorted by length and run in batches; longer ones than the model can take are cut
/// into pieces, whose vectors are averaged. Loading takes seconds and about a gigabyte.
pub struct BertEncoder {
    /// The tokenizer and the model keep state that is not shared between threads.
    model: Mutex<SentenceEmbeddingsModel>,
    dim: usize,
}

impl BertEncoder {
    /// Loads the model in `folder`: `config.json` (model type `bert`), `model.safetensors`,
    /// `tokenizer.json`, `special_tokens_map.json`, `modules.json`, `sentence_bert_config.json`
    /// and `1_Pooling/config.json`. Nothing is downloaded.
    ///
    /// # Errors
    /// If a file is missing or is not what it should be; the error names the file.
    pub fn open(folder: impl AsRef<Path>) -> Result<Self, EncodeError> {
        let folder = folder.as_ref();
        if !folder.is_dir() {
            return Err(refused(folder, "there is no such folder"));
        }
        for file in FILES {
            if !folder.join(file).is_file() {
                return Err(refused(folder, &format!("`{file}` is missing")));
            }
        }
        let dim = check_config(folder)?;
        // rust-bert panics on some files that it cannot use; a bad file is an error here.
        let model = catch_unwind(|| load(folder))
            .map_err(|_| refused(folder, "its files do not fit together"))?
            .map_err(|error| failed(folder, "the model cannot be built", error))?;
        let encoder = Self {
            model: Mutex::new(model),
            dim,
        };
        // One sentence through all layers: shapes that do not fit show here and not later.
        encoder
            .encode(&["Luban"])
            .map_err(|error| failed(folder, "the model does not run", error))?;
        Ok(encoder)
    }

    /// The vectors of one batch of short texts.
    fn run(&self, batch: &[String]) -> Result<Vec<Vec<f32>>, EncodeError> {
        let model = self.model.lock().unwrap_or_else(PoisonError::into_inner);
        let fault = |source: Box<dyn std::error::Error + Send + Sync>| EncodeError::Run {
            sentences: batch.len(),
            source,
        };
        let rows = catch_unwind(AssertUnwindSafe(|| model.encode(batch)))
            .map_err(|_| fault("LibTorch refused the batch".into()))?
            .map_err(|error: RustBertError| fault(error.into()))?;
        if rows.len() != batch.len() || rows.iter().any(|row| row.len() != self.dim) {
            return Err(fault("the vectors have another shape".into()));
        }
        if rows.iter().flatten().any(|value| !value.is_finite()) {
            return Err(fault("a vector has values that are no numbers".into()));
        }
        Ok(rows)
    }
}

impl Encoder for BertEncoder {
    fn dim(&self) -> usize {
        self.dim
    }

    fn encode(&self, sentences: &[&str]) -> Result<Vectors, EncodeError> {
        let mut pieces: Vec<(usize, &str)> = sentences
            .iter()
            .enumerate()
            .flat_map(|(index, sentence)| cut(sentence).map(move |piece| (index, piece)))
            .collect();
        // Equal lengths side by side leave little padding: half of the time is saved.
        pieces.sort_by_key(|(index, piece)| (piece.len(), *index));
        let mut values = vec![0.0; sentences.len() * self.dim];
        for batch in pieces.chunks(BATCH) {
            let texts: Vec<String> = batch
                .iter()
                .map(|(_, piece)| format!("{PREFIX}{piece}"))
                .collect();
            for ((index, piece), row) in batch.iter().zip(self.run(&texts)?) {
                let sum = &mut values[index * self.dim..][..self.dim];
                let weight = piece.len().max(1) as f32;
                for (sum, value) in sum.iter_mut().zip(row) {
                    *sum += weight * value;
                }
            }
        }
        for row in values.chunks_exact_mut(self.dim) {
            let norm = row.iter().map(|v| v * v).sum::<f32>().sqrt();
            if norm > 0.0 {
                row.iter_mut().for_each(|value| *value /= norm);
            } else {
                row[0] = 1.0;
            }
        }
        Ok(Vectors::new(self.dim, values))
    }
}

/// Pieces of at most [`MAX_CHARS`] characters; at least one, also of an empty sentence.
fn cut(sentence: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(sentence.trim());
    std::iter::from_fn(move || {
        let text = rest?;
        match text.char_indices().nth(MAX_CHARS) {
            None => {
                rest = None;
                Some(text)
            }
            Some((at, _)) => {
                // Between words if there is a space in the second half of the piece.
                let space = text[..at].rfind(' ').filter(|space| *space > at / 2);
                let (piece, tail) = text.split_at(space.unwrap_or(at));
                rest = Some(tail);
                Some(piece)
            }
        }
    })
}

/// Reads what decides whether rust-bert can run the model; returns the length of its vectors.
fn check_config(folder: &Path) -> Result<usize, EncodeError> {
    let config = read_json(folder, "config.json")?;
    let kind = config["model_type"].as_str().unwrap_or_default();
    if kind != "bert" {
        return Err(refused(
            folder,
            &format!("`config.json` says model type `{kind}`, and only `bert` is known"),
        ));
    }
    let modules = read_json(folder, "modules.json")?;
    for module in modules.as_array().into_iter().flatten() {
        let kind = module["type"].as_str().unwrap_or_default();
        let known = ["Transformer", "Pooling", "Normalize"];
        if !known.iter().any(|name| kind.ends_with(name)) {
            return Err(refused(
                folder,
                &format!("`modules.json` asks for `{kind}`, which is not known"),
            ));
        }
    }
    for file in ["sentence_bert_config.json", "special_tokens_map.json"] {
        read_json(folder, file)?;
    }
    let pooling = read_json(folder, "1_Pooling/config.json")?;
    pooling["word_embedding_dimension"]
        .as_u64()
        .and_then(|dim| usize::try_from(dim).ok())
        .filter(|dim| *dim > 0)
        .ok_or_else(|| {
            refused(
                folder,
                "`1_Pooling/config.json` lacks `word_embedding_dimension`",
            )
        })
}

fn read_json(folder: &Path, file: &str) -> Result<Value, EncodeError> {
    let bytes = std::fs::read(folder.join(file))
        .map_err(|error| failed(folder, &format!("`{file}` cannot be read"), error))?;
    serde_json::from_slice(&bytes)
        .map_err(|error| failed(folder, &format!("`{file}` is not JSON"), error))
}

fn load(folder: &Path) -> Result<SentenceEmbeddingsModel, RustBertError> {
    let resource = |file: &str| Box::new(LocalResource::from(folder.join(file)));
    let config = SentenceEmbeddingsConfig {
        modules_config_resource: resource("modules.json"),
        transformer_type: ModelType::Bert,
        transformer_config_resource: resource("config.json"),
        transformer_weights_resource: resource("model.safetensors"),
        pooling_config_resource: resource("1_Pooling/config.json"),
        dense_config_resource: None,
        dense_weights_resource: None,
        sentence_bert_config_resource: resource("sentence_bert_config.json"),
        // Not read when a tokenizer is given.
        tokenizer_config_resource: resource("config.json"),
        tokenizer_vocab_resource: resource("tokenizer.json"),
        tokenizer_merges_resource: None,
        device: Device::Cpu,
        // Half-precision weights must be widened: LibTorch multiplies them 28 times slower.
        kind: Some(Kind::Float),
    };
    let tokenizer = TokenizerOption::from_hf_tokenizer_file(
        folder.join("tokenizer.json"),
        folder.join("special_tokens_map.json"),
    )?;
    SentenceEmbeddingsModel::new_with_tokenizer(config, tokenizer)
}

fn refused(folder: &Path, reason: &str) -> EncodeError {
    EncodeError::Load {
        path: display(folder),
        reason: reason.to_owned(),
        source: None,
    }
}

fn failed(
    folder: &Path,
    reason: &str,
    error: impl std::error::Error + Send + Sync + 'static,
) -> EncodeError {
    EncodeError::Load {
        path: display(folder),
        reason: reason.to_owned(),
        source: Some(Box::new(error)),
    }
}

fn display(folder: &Path) -> String {
    PathBuf::from(folder).display().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_sentences_are_cut_between_words() {
        assert_eq!(cut("").collect::<Vec<_>>(), [""]);
        assert_eq!(cut(" Luban ").collect::<Vec<_>>(), ["Luban"]);
        let long = "鲁".repeat(MAX_CHARS + 5);
        let pieces: Vec<&str> = cut(&long).collect();
        assert_eq!(pieces.concat(), long);
        assert_eq!(pieces[1].chars().count(), 5);
        let words = "word ".repeat(300);
        assert!(cut(&words).all(|piece| piece.chars().count() <= MAX_CHARS));
    }

    #[test]
    fn a_missing_folder_and_a_missing_file_are_named() {
        let missing = BertEncoder::open("no-such-folder")
            .err()
            .map(|e| e.to_string());
        assert_eq!(
            missing.as_deref(),
            Some("cannot load the model in no-such-folder: there is no such folder")
        );
        let folder = tempfile::tempdir().expect("a folder");
        let error = BertEncoder::open(folder.path())
            .err()
            .map(|e| e.to_string());
        assert!(error.is_some_and(|e| e.contains("`config.json` is missing")));
    }
}
