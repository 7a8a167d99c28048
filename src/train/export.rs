//! What a training made, as a model file.

use serde_json::{Value, json};

use super::run::{Options, Trained};
use crate::embed::{Manifest, ModelError, ModelFile, TableParts};

/// What a model file says of itself, beside what the training knows.
#[derive(Clone, Debug, Default)]
pub struct Label {
    /// Name of the model.
    pub name: String,
    /// What else its users should know, such as the licences of the data.
    pub card: Option<Value>,
}

impl Trained {
    /// The bytes of a model file with `bits` (4 or 8) a value; `start` is the model that the
    /// training went on from.
    ///
    /// # Errors
    /// If a number of the table is not finite, as after training at far too high a rate.
    pub fn to_model_file(
        &self,
        label: Label,
        options: &Options,
        start: Option<&ModelFile>,
        bits: u8,
    ) -> Result<Vec<u8>, ModelError> {
        let mut means = self.means.clone();
        // Languages that were not trained on this time keep the mean that they had.
        if let Some(start) = start {
            let known = start.manifest().languages.iter();
            for (language, mean) in known.zip(start.means().chunks_exact(self.dim)) {
                if let Ok(lang) = language.parse()
                    && !means.iter().any(|(known, _)| *known == lang)
                {
                    means.push((lang, mean.to_vec()));
                }
            }
            means.sort_by_key(|(lang, _)| *lang);
        }
        let from = start.map(|model| {
            let manifest = model.manifest();
            json!({
                "name": manifest.name,
                "sha256": manifest.sha256,
                "training": manifest.training,
            })
        });
        let training = json!({
            "made_by": concat!("alinha ", env!("CARGO_PKG_VERSION")),
            "options": options,
            "steps": self.steps,
            "files": self.files,
            "card": label.card,
            "from": from,
        });
        let manifest = Manifest {
            name: label.name,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            languages: means.iter().map(|(lang, _)| lang.to_string()).collect(),
            training,
            ..Manifest::default()
        };
        let means: Vec<f32> = means.into_iter().flat_map(|(_, mean)| mean).collect();
        let parts = TableParts {
            manifest,
            vocabulary: &self.vocabulary,
            dim: self.dim,
            bits,
            values: &self.values,
            means: &means,
        };
        parts.write()
    }
}
