//! How likely a Latin name is what a Chinese name sounds like.
//!
//! A monotone channel (Knight and Graehl 1998; Li and others 2004 for Chinese): each character stands for a
//! chunk of none to seven letters, and the likelihood of a name is the sum over all ways to cut it.
//! P(chunk | character) is smoothed as by Witten and Bell (1991) from the character at its place, to the character, to
//! its Mandarin syllable, to the initial and the final of that syllable; so characters that are rare, or
//! written the traditional way, are read by their sound. Whole Chinese names are also spelled out:
//! see `romanisation`.

use super::model::{
    Context, Counts, LONGEST_CHUNK, NameModel, Place, initial_and_final, onset, spell,
};
use super::romanisation::Romanisation;

/// How much of the improbability of a name's letters is taken off its likelihood when names are ranked: with all of it
/// odd names would win, with none of it short ones. Between what is best for held-out names (.9) and
/// for held-out words of the lexicon (.7), in a prototype: models/README.md.
const PRIOR_SHARE: f32 = 0.8;
/// Probability of a part of a chunk that was never seen, for each of its letters.
const UNSEEN_LETTER: f32 = 0.05;
/// Weight of a wider context at least: counts are kept in steps of 6 %.
const LEAST_WIDER: f32 = 0.01;
/// Characters of a name that are looked at.
const MOST_CHARACTERS: usize = 16;
/// Letters of a name that are looked at.
const MOST_LETTERS: usize = 48;
/// How likely a Latin name of several words is to be a spelling of the Chinese name, before any evidence.
/// Set by hand.
const ROMANISED: f64 = 0.3;

/// Latin names made ready to be compared with Chinese ones.
#[derive(Clone, Debug)]
pub(super) struct Spellings {
    /// Chunks that some name has: places of their two parts, and letters of these.
    chunks: Vec<[(u32, u8); 2]>,
    places: Places,
    onsets: Places,
    rests: Places,
    names: Vec<Spelling>,
}

/// Some chunks of the model, numbered as they come.
#[derive(Clone, Debug)]
struct Places {
    /// The place of each chunk of the model.
    of: Vec<u32>,
    len: u32,
}

impl Places {
    fn new(model: &NameModel<'_>) -> Self {
        Self {
            of: vec![NOWHERE; model.chunks()],
            len: 0,
        }
    }

    /// The place of a chunk, and whether it is a new one.
    fn insert(&mut self, chunk: u16) -> (u32, bool) {
        let place = &mut self.of[usize::from(chunk)];
        let is_new = *place == NOWHERE;
        if is_new {
            *place = self.len;
            self.len += 1;
        }
        (*place, is_new)
    }
}

/// A Latin name.
#[derive(Clone, Debug)]
struct Spelling {
    words: Vec<Vec<u8>>,
    len: usize,
    /// Log probability of the letters, in nats.
    prior: f32,
    /// Ways to go on from each letter: how many letters, and by which chunk.
    arcs: Vec<(u8, u32)>,
    /// Where the arcs of each letter begin.
    starts: Vec<u32>,
}

const NOWHERE: u32 = u32::MAX;

impl Spellings {
    pub(super) fn new<'n>(model: &NameModel<'_>, names: impl Iterator<Item = &'n str>) -> Self {
        let mut all = Self {
            chunks: Vec::new(),
            places: Places::new(model),
            onsets: Places::new(model),
            rests: Places::new(model),
            names: Vec::new(),
        };
        for name in names {
            let name = all.spelling(model, name);
            all.names.push(name);
        }
        all
    }

    fn spelling(&mut self, model: &NameModel<'_>, name: &str) -> Spelling {
        let words =
            name.split(|c: char| !(c.is_alphanumeric() || "'’ʼʻ`.".contains(c) || c >= '\u{300}'));
        let mut words: Vec<Vec<u8>> = words.map(spell).collect();
        words.retain(|word| !word.is_empty());
        let mut letters = words.concat();
        letters.truncate(MOST_LETTERS);
        let (mut arcs, mut starts) = (Vec::new(), Vec::new());
        for at in 0..=letters.len() {
            starts.push(arcs.len() as u32);
            for len in 0..=LONGEST_CHUNK.min(letters.len() - at) {
                let chunk = &letters[at..at + len];
                if let Some(number) = model.chunk(chunk) {
                    arcs.push((len as u8, self.place(model, number, chunk)));
                }
            }
        }
        starts.push(arcs.len() as u32);
        Spelling {
            prior: model.prior(&letters),
            len: letters.len(),
            words,
            arcs,
            starts,
        }
    }

    fn place(&mut self, model: &NameModel<'_>, number: u16, chunk: &[u8]) -> u32 {
        let (place, is_new) = self.places.insert(number);
        if is_new {
            let (first, rest) = chunk.split_at(onset(chunk));
            let place_of = |places: &mut Places, part: &[u8]| {
                let place = model.chunk(part).map(|part| places.insert(part).0);
                (place.unwrap_or(NOWHERE), part.len() as u8)
            };
            let onset = place_of(&mut self.onsets, first);
            self.chunks.push([onset, place_of(&mut self.rests, rest)]);
        }
        place
    }

    /// How much likelier each Latin name is as the sound of the Chinese name than as any name, in nats, with
    /// `share` of its prior.
    fn ratios(&self, model: &NameModel<'_>, han: &Han, share: f32) -> Vec<f32> {
        if han.characters.is_empty() || self.chunks.is_empty() {
            return vec![f32::NEG_INFINITY; self.names.len()];
        }
        let rows = han.rows(model, self);
        let mut sums = Vec::new();
        let ratio = |name: &Spelling| {
            if name.len == 0 {
                return f32::NEG_INFINITY;
            }
            let sound = name.likelihood(&rows, self.chunks.len(), &mut sums);
            let spelled = han.romanisation.likelihood(model, &name.words);
            let likelihood = if spelled > 0.0 {
                (1.0 - ROMANISED) * sound + ROMANISED * spelled
            } else {
                sound
            };
            likelihood.max(f64::MIN_POSITIVE).ln() as f32 - share * name.prior
        };
        self.names.iter().map(ratio).collect()
    }

    /// What the names are ranked by, in the order of the names.
    pub(super) fn rank(&self, model: &NameModel<'_>, han: &Han) -> Vec<f32> {
        self.ratios(model, han, PRIOR_SHARE)
    }

    /// Log-likelihood ratio of each name, in nats.
    pub(super) fn evidence(&self, model: &NameModel<'_>, han: &Han) -> Vec<f32> {
        self.ratios(model, han, 1.0)
    }
}

impl Spelling {
    /// Sum over all ways to cut the letters, one chunk a row.
    fn likelihood(&self, rows: &[f32], width: usize, sums: &mut Vec<f64>) -> f64 {
        let size = self.len + 1;
        sums.clear();
        sums.resize(2 * size, 0.0);
        let (mut before, mut after) = sums.split_at_mut(size);
        before[0] = 1.0;
        let count = rows.len() / width;
        for (at, row) in rows.chunks_exact(width).enumerate() {
            after.fill(0.0);
            // The last chunk ends with the name.
            let first = if at + 1 == count {
                self.len.saturating_sub(LONGEST_CHUNK)
            } else {
                0
            };
            for start in first..size {
                let sum = before[start];
                if sum == 0.0 {
                    continue;
                }
                let arcs = self.starts[start] as usize..self.starts[start + 1] as usize;
                for (len, chunk) in &self.arcs[arcs] {
                    after[start + usize::from(*len)] += sum * f64::from(row[*chunk as usize]);
                }
            }
            std::mem::swap(&mut before, &mut after);
        }
        before[self.len]
    }
}

/// A Chinese name made ready to be compared.
pub(super) struct Han {
    characters: Vec<char>,
    romanisation: Romanisation,
}

impl Han {
    /// The characters of a name that the model knows, simplified; all else is left out.
    pub(super) fn new(model: &NameModel<'_>, name: &str) -> Self {
        let known = name.chars().filter_map(|c| model.readings.character(c));
        let known: Vec<_> = known.take(MOST_CHARACTERS).collect();
        Self {
            characters: known.iter().map(|known| known.simplified).collect(),
            romanisation: Romanisation::new(&model.readings, &known),
        }
    }

    /// P(chunk | character) for each character and each chunk of `names`: row-major.
    fn rows(&self, model: &NameModel<'_>, names: &Spellings) -> Vec<f32> {
        let len = self.characters.len();
        let mut rows = Vec::with_capacity(len * names.chunks.len());
        for (at, c) in self.characters.iter().enumerate() {
            let start = rows.len();
            let syllable = model
                .readings
                .character(*c)
                .map_or(0, |known| known.syllables[0]);
            let (initial, rime) = initial_and_final(model.readings.pinyin(syllable));
            let onsets = parts(
                model,
                &names.onsets,
                [Context::Onset, Context::Initial(initial)],
            );
            let rests = parts(model, &names.rests, [Context::Rest, Context::Final(rime)]);
            let parts = names.chunks.iter();
            rows.extend(
                parts.map(|[onset, rest]| onsets.probability(*onset) * rests.probability(*rest)),
            );
            let row = &mut rows[start..];
            for context in [
                Context::Syllable(syllable),
                Context::Character(*c),
                Context::Placed(*c, Place::of(at, len)),
            ] {
                if let Some(counts) = model.counts(context) {
                    refine(row, counts, &names.places);
                }
            }
        }
        rows
    }
}

/// Probabilities of the parts of chunks, by their place.
struct Parts {
    seen: Vec<f32>,
    /// What is left for parts that were never seen.
    unseen: f32,
}

fn parts(model: &NameModel<'_>, places: &Places, contexts: [Context<'_>; 2]) -> Parts {
    let mut parts = Parts {
        seen: vec![0.0; places.len as usize],
        unseen: 1.0,
    };
    for context in contexts {
        if let Some(counts) = model.counts(context) {
            parts.unseen *= refine(&mut parts.seen, counts, places);
        }
    }
    parts
}

impl Parts {
    fn probability(&self, (place, len): (u32, u8)) -> f32 {
        let seen = self.seen.get(place as usize).copied().unwrap_or(0.0);
        seen + self.unseen * unseen(len.into())
    }
}

/// Probability of a part by its length alone.
fn unseen(len: i32) -> f32 {
    0.2 * UNSEEN_LETTER.powi(len)
}

/// Takes what was counted in a narrower context into account, and gives the weight that the wider one keeps:
/// as many counts as there are different chunks in the narrower (Witten and Bell 1991, method C), and those
/// that the model left out.
fn refine(row: &mut [f32], counts: Counts<'_>, places: &Places) -> f32 {
    let seen: f32 = counts.shares().map(|(_, share)| share).sum();
    let wider = (1.0 - seen).max(LEAST_WIDER);
    row.iter_mut().for_each(|p| *p *= wider);
    for (chunk, share) in counts.shares() {
        let place = places.of.get(usize::from(chunk)).copied();
        if let Some(p) = place.and_then(|place| row.get_mut(place as usize)) {
            *p += share;
        }
    }
    wider
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn evidence(han: &str, latin: &str) -> f32 {
        let model = NameModel::builtin();
        let latin = Spellings::new(model, std::iter::once(latin));
        latin.evidence(model, &Han::new(model, han))[0]
    }

    #[test]
    fn rows_are_probabilities() {
        let model = NameModel::builtin();
        let latin = Spellings::new(model, ["Lisbon", "Luban"].into_iter());
        let rows = Han::new(model, "鲁班").rows(model, &latin);
        assert_eq!(rows.len(), 2 * latin.chunks.len());
        for row in rows.chunks(latin.chunks.len()) {
            let sum: f32 = row.iter().sum();
            assert!(sum > 0.1 && sum < 1.05, "{sum}");
        }
    }

    #[test]
    fn sound_is_evidence() {
        assert!(evidence("里斯本", "Lisbon") > 8.0);
        assert!(evidence("里斯本", "Luban") < 0.0);
        // Traditional, and a character that is in no name of the training data.
        assert!(evidence("魯班", "Luban") > 5.0);
        assert!(evidence("噜班", "Luban") > 3.0);
    }

    #[test]
    fn nothing_to_compare_is_no_evidence() {
        for (han, latin) in [
            ("", "Lisbon"),
            ("里斯本", ""),
            ("abc", "abc"),
            ("里斯本", "里斯本"),
        ] {
            assert_eq!(evidence(han, latin), f32::NEG_INFINITY, "{han} {latin}");
        }
    }

    proptest! {
        #[test]
        fn any_two_strings_can_be_compared(
            han in "[\\u{4dff}-\\u{a000}·a]{0,40}|\\PC{0,20}",
            latin in "[A-Za-z' -]{0,80}|\\PC{0,20}",
        ) {
            prop_assert!(!evidence(&han, &latin).is_nan());
        }
    }
}
