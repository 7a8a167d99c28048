//! What documents mean: how near they are as a whole and part by part.

use super::profile::{PARTS, Profile};
use crate::align::language_means::LanguageMeans;
use crate::embed::dot;
use crate::embed::neighbours::{self, Neighbour};
use crate::lang::Lang;

/// Up to so many documents each is compared with all others, which takes a few seconds.
const EXACT: usize = 16_384;
/// Nearest documents in other languages that are candidates, and that make the margin.
const NEAREST: usize = 6;

/// Vectors of documents and of their parts, centred by language.
pub(super) struct Meaning {
    dim: usize,
    documents: Vec<f32>,
    parts: Vec<f32>,
    nearest: Vec<Vec<Neighbour>>,
}

impl Meaning {
    /// None if no document has vectors, or if their lengths differ.
    pub(super) fn new(profiles: &[Profile], langs: &[Lang]) -> Option<Self> {
        let mut lengths = profiles
            .iter()
            .map(|p| p.parts.len())
            .filter(|len| *len > 0);
        let len = lengths.next()?;
        if !lengths.all(|other| other == len) {
            return None;
        }
        let dim = len / PARTS;
        let rows = profiles
            .iter()
            .zip(langs)
            .flat_map(|(profile, lang)| profile.parts.chunks_exact(dim).map(|part| (*lang, part)));
        let means = LanguageMeans::new(dim, rows);
        let (mut documents, mut parts) = (Vec::new(), Vec::new());
        for (profile, lang) in profiles.iter().zip(langs) {
            if profile.parts.is_empty() {
                // A text in a language that the model does not know: like nothing.
                documents.resize(documents.len() + dim, 0.0);
                parts.resize(parts.len() + PARTS * dim, 0.0);
                continue;
            }
            let mut whole = vec![0.0; dim];
            for part in profile.parts.chunks_exact(dim) {
                means.push(&mut parts, part, *lang);
                whole
                    .iter_mut()
                    .zip(part)
                    .for_each(|(sum, value)| *sum += value / PARTS as f32);
            }
            means.push(&mut documents, &whole, *lang);
        }
        let has_vectors = |index: usize| !profiles[index].parts.is_empty();
        let may_meet =
            |a: usize, b: usize| langs[a] != langs[b] && has_vectors(a) && has_vectors(b);
        Some(Self {
            nearest: neighbours::nearest(&documents, dim, NEAREST, EXACT, &may_meet),
            dim,
            documents,
            parts,
        })
    }

    /// The nearest documents in other languages.
    pub(super) fn nearest(&self, index: usize) -> impl Iterator<Item = usize> {
        self.nearest[index].iter().map(|(other, _)| *other as usize)
    }

    /// How alike two documents are, -1 to 1.
    pub(super) fn cosine(&self, a: usize, b: usize) -> f32 {
        let row = |index: usize| &self.documents[index * self.dim..][..self.dim];
        dot(row(a), row(b))
    }

    /// How much more alike two documents are than each is to the nearest of the others, or to the
    /// next of them if they are each other's nearest.
    pub(super) fn lead(&self, a: usize, b: usize) -> f32 {
        let rival = |of: usize, not: usize| {
            let others = self.nearest[of]
                .iter()
                .filter(|(other, _)| *other as usize != not);
            others.map(|(_, cosine)| *cosine).next().unwrap_or(0.0)
        };
        self.cosine(a, b) - rival(a, b).max(rival(b, a))
    }

    /// How much more alike the parts of two documents are that stand at the same place than those
    /// that do not.
    pub(super) fn order(&self, a: usize, b: usize) -> f32 {
        let part = |index: usize, part: usize| {
            &self.parts[(index * PARTS + part) * self.dim..][..self.dim]
        };
        let (mut along, mut across) = (0.0, 0.0);
        for one in 0..PARTS {
            for other in 0..PARTS {
                let cosine = dot(part(a, one), part(b, other));
                if one == other {
                    along += cosine / PARTS as f32;
                } else {
                    across += cosine / (PARTS * (PARTS - 1)) as f32;
                }
            }
        }
        along - across
    }
}
