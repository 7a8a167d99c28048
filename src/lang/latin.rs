//! The language of words in Latin letters.

use super::Lang;
use super::evidence::evidence;
use super::judge::LanguageJudge;
use super::model::LanguageModel;
use super::smooth::{Lattice, best_path, switch_cost};
use super::states::{State, is_latin};
use super::tokens::{Border, Kind, Token};

/// Words decided at once; longer lines are cut here, which bounds the memory.
const LONGEST_STRETCH: usize = 4_096;
/// More languages than this in one line are not told apart.
const MOST_STATES: usize = 64;
/// The judge is asked about a stretch of at most this many bytes.
const LONGEST_QUESTION: usize = 600;
/// It is not asked about less (letters).
const SHORTEST_QUESTION: u32 = 8;
/// What a sure judge adds (nats) to a stretch of [`JUDGED_WORDS`] or more words.
const JUDGE_NATS: f32 = 4.0;
const JUDGED_WORDS: f32 = 6.0;
/// A capital letter in mid-sentence means a name, and names have no language: what such a word says counts so much.
const NAME_WEIGHT: f32 = 0.35;
/// Two capitals in a row may be a title.
const TITLE_WEIGHT: f32 = 0.6;
/// The same among Han letters, where names are not spelled out in Latin letters as often as titles and terms.
const NAME_AMONG_HAN_WEIGHT: f32 = 0.6;
/// An acronym is a name, too, and its letters are no word.
const ACRONYM_WEIGHT: f32 = 0.1;
/// The first word of a sentence has a capital anyway.
const OPENING_WEIGHT: f32 = 0.7;
/// What speaks against a Latin word in a language of another script (nats): nearly nothing, it may be a name.
const AMONG_OTHER_SCRIPT: f32 = -0.2;
/// A line whose words say less than this (nats) takes the language of the text.
const SURE_NATS: f32 = 4.0;
/// A language out of the lists needs this much from the judge of strangers, over that many letters.
const STRANGER_CONFIDENCE: f32 = 0.95;
const STRANGER_LETTERS: u32 = 30;
/// And the known languages may say no more than this for a word on the average (nats).
const KNOWN_NATS: f32 = 1.8;

/// Decides the words in Latin letters.
pub(super) struct Latin {
    /// Languages that may be answered.
    states: Vec<State>,
    /// Knows those of them that the model does not.
    judge: Option<Box<dyn LanguageJudge>>,
    strangers: Option<Box<dyn LanguageJudge>>,
}

impl Latin {
    pub(super) fn new(
        allowed: &[Lang],
        judge: Option<Box<dyn LanguageJudge>>,
        strangers: Option<Box<dyn LanguageJudge>>,
    ) -> Self {
        let langs: Vec<Lang> = if allowed.is_empty() {
            LanguageModel::builtin().latin.langs().collect()
        } else {
            allowed.to_vec()
        };
        let states = langs
            .iter()
            .map(|lang| State::of(*lang))
            .filter(|state| state.latin)
            .collect();
        Self {
            states,
            judge,
            strangers,
        }
    }

    /// Fills in the languages of Latin tokens, and how many nats speak for each.
    pub(super) fn decide(
        &self,
        text: &str,
        tokens: &[Token],
        langs: &mut [Lang],
        nats: &mut [f32],
    ) {
        // Lines that say too little by themselves, with the language that they lean to.
        let mut undecided: Vec<std::ops::Range<usize>> = Vec::new();
        let mut begin = 0;
        while begin < tokens.len() {
            let mut end = begin + 1;
            while end < tokens.len()
                && end - begin < LONGEST_STRETCH
                && tokens[end].before != Border::Line
            {
                end += 1;
            }
            let stretch = begin..end;
            if tokens[stretch.clone()]
                .iter()
                .any(|token| token.kind == Kind::Latin)
                && !self.decide_stretch(
                    text,
                    &tokens[stretch.clone()],
                    &mut langs[stretch.clone()],
                    &mut nats[stretch.clone()],
                )
            {
                undecided.push(stretch);
            }
            begin = end;
        }
        self.fill(tokens, langs, nats, &undecided);
    }

    /// Decides one line; false when its Latin words say too little to go by them alone.
    fn decide_stretch(
        &self,
        text: &str,
        tokens: &[Token],
        langs: &mut [Lang],
        nats: &mut [f32],
    ) -> bool {
        let mut states = self.states.clone();
        for lang in langs.iter().filter(|lang| **lang != Lang::UND) {
            if !states.iter().any(|state| state.lang == *lang) && states.len() < MOST_STATES {
                states.push(State::of(*lang));
            }
        }
        if states.is_empty() {
            return false;
        }
        let among_other_script = states.len() > self.states.len();
        let mut lattice = self.lattice(text, tokens, langs, &states);
        if let Some(stranger) = self.stranger(text, tokens, &lattice) {
            states.push(State::of(stranger));
            lattice = self.lattice(text, tokens, langs, &states);
            // The lists say little of a language that they do not know: the judge decides.
            let last = states.len() - 1;
            for (row, token) in lattice.rows_mut(0..tokens.len()).zip(tokens) {
                if token.kind == Kind::Latin {
                    row[last] += KNOWN_NATS;
                }
            }
        }
        self.ask(text, tokens, &states, &mut lattice, among_other_script);
        let entry: Vec<f32> = states
            .iter()
            .map(|state| state.entry_cost(among_other_script))
            .collect();
        let path = best_path(&lattice, &entry);
        let mut sure = 0.0;
        for (index, state) in path.into_iter().enumerate() {
            if tokens[index].kind == Kind::Latin {
                langs[index] = states[state].lang;
                let row = lattice.row(index);
                let others = row.iter().enumerate().filter(|(other, _)| *other != state);
                let next = others.map(|(_, n)| *n).fold(f32::NEG_INFINITY, f32::max);
                nats[index] = row[state] - if next.is_finite() { next } else { 0.0 };
                sure += nats[index].abs();
            }
        }
        sure >= SURE_NATS
    }

    /// What each word says by itself.
    fn lattice(&self, text: &str, tokens: &[Token], langs: &[Lang], states: &[State]) -> Lattice {
        let among_other_script = states.iter().any(|state| !state.latin);
        let mut buffer = String::new();
        let shouts = shouts(text, tokens);
        let mut lattice = Lattice::new(states.len(), tokens.len());
        let mut last: Option<Kind> = None;
        let mut border = Border::Line;
        for (index, token) in tokens.iter().enumerate() {
            border = border.max(token.before);
            let script_changes = last.is_some_and(|last| last != token.kind);
            let title = token.kind == Kind::Latin && begins_or_ends_title(text, tokens, index);
            let row = lattice.push(switch_cost(border, script_changes, title));
            if token.kind == Kind::Latin {
                let word = token.span.of(text);
                let capital = word.starts_with(char::is_uppercase);
                let acronym = token.letters > 1 && !word.chars().any(char::is_lowercase);
                let (said, known) = evidence(word, &mut buffer);
                let weight = if acronym && !shouts {
                    ACRONYM_WEIGHT
                } else if !capital || shouts {
                    1.0
                } else if among_other_script {
                    if known {
                        NAME_AMONG_HAN_WEIGHT
                    } else if in_title(text, tokens, index) {
                        NAME_WEIGHT / 2.0
                    } else {
                        ACRONYM_WEIGHT
                    }
                } else if token.opens {
                    OPENING_WEIGHT
                } else if in_title(text, tokens, index) {
                    TITLE_WEIGHT
                } else {
                    NAME_WEIGHT
                };
                for (slot, state) in row.iter_mut().zip(states) {
                    *slot = match state.place {
                        Some(place) => weight * said[place],
                        None if state.latin => 0.0,
                        None => AMONG_OTHER_SCRIPT,
                    };
                }
            } else if langs[index] != Lang::UND {
                // The script has decided.
                for (slot, state) in row.iter_mut().zip(states) {
                    *slot = if state.lang == langs[index] {
                        0.1
                    } else {
                        -30.0
                    };
                }
            }
            if token.kind != Kind::Neutral {
                last = Some(token.kind);
                border = Border::None;
            }
        }
        lattice
    }

    /// Asks the judge about each stretch between marks and shares its answer out among the words.
    fn ask(
        &self,
        text: &str,
        tokens: &[Token],
        states: &[State],
        lattice: &mut Lattice,
        among_other_script: bool,
    ) {
        let Some(judge) = &self.judge else {
            return;
        };
        let mut begin = 0;
        while begin < tokens.len() {
            if tokens[begin].kind != Kind::Latin {
                begin += 1;
                continue;
            }
            let mut end = begin + 1;
            while end < tokens.len()
                && tokens[end].kind == Kind::Latin
                && tokens[end].before < Border::Mark
                && tokens[end].span.end - tokens[begin].span.start <= LONGEST_QUESTION
            {
                end += 1;
            }
            let letters: u32 = tokens[begin..end].iter().map(|token| token.letters).sum();
            // A name has no language, whatever its letters look like.
            let is_name = end - begin < 4
                && tokens[begin..end]
                    .iter()
                    .all(|token| token.span.of(text).starts_with(char::is_uppercase));
            if letters >= SHORTEST_QUESTION && !(is_name && among_other_script) {
                let question = &text[tokens[begin].span.start..tokens[end - 1].span.end];
                if let Some((lang, confidence)) = judge.judge(question)
                    && let Some(state) = states.iter().position(|state| state.lang == lang)
                {
                    let words = (end - begin) as f32;
                    let share = JUDGE_NATS * confidence * (words / JUDGED_WORDS).min(1.0) / words;
                    for row in lattice.rows_mut(begin..end) {
                        row[state] += share;
                    }
                }
            }
            begin = end;
        }
    }

    /// A language that the lists do not know, when the other judge is sure and the lists are silent.
    fn stranger(&self, text: &str, tokens: &[Token], lattice: &Lattice) -> Option<Lang> {
        let judge = self.strangers.as_ref()?;
        let latin = || tokens.iter().filter(|token| token.kind == Kind::Latin);
        let letters: u32 = latin().map(|token| token.letters).sum();
        if letters < STRANGER_LETTERS {
            return None;
        }
        let mut sums = vec![0.0_f32; self.states.len()];
        for index in (0..tokens.len()).filter(|index| tokens[*index].kind == Kind::Latin) {
            for (sum, nats) in sums.iter_mut().zip(lattice.row(index)) {
                *sum += nats;
            }
        }
        if sums.into_iter().fold(0.0, f32::max) > KNOWN_NATS * latin().count() as f32 {
            return None;
        }
        let first = latin().next()?.span.start;
        let mut end = tokens.last()?.span.end.min(first + LONGEST_QUESTION);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let (lang, confidence) = judge.judge(&text[first..end])?;
        (confidence >= STRANGER_CONFIDENCE
            && is_latin(lang)
            && !self.states.iter().any(|state| state.lang == lang))
        .then_some(lang)
    }

    /// Lines that say little take the language of most other words of their script.
    fn fill(
        &self,
        tokens: &[Token],
        langs: &mut [Lang],
        nats: &[f32],
        undecided: &[std::ops::Range<usize>],
    ) {
        if undecided.is_empty() {
            return;
        }
        let mut letters: rustc_hash::FxHashMap<Lang, f32> = rustc_hash::FxHashMap::default();
        for ((token, lang), nats) in tokens.iter().zip(langs.iter()).zip(nats) {
            if token.kind == Kind::Latin && *lang != Lang::UND {
                *letters.entry(*lang).or_default() += nats.max(0.0);
            }
        }
        let main = letters
            .into_iter()
            .max_by(|(a, n), (b, m)| n.total_cmp(m).then(b.cmp(a)))
            .filter(|(_, nats)| *nats >= SURE_NATS);
        for stretch in undecided {
            let around = langs[stretch.clone()]
                .iter()
                .zip(&tokens[stretch.clone()])
                .any(|(lang, token)| *lang != Lang::UND && token.kind != Kind::Latin);
            if around {
                continue;
            }
            for index in stretch.clone() {
                if tokens[index].kind == Kind::Latin
                    && let Some((main, _)) = main
                {
                    langs[index] = main;
                }
            }
        }
    }
}

/// True when most words are in capitals: then capitals mark no names.
fn shouts(text: &str, tokens: &[Token]) -> bool {
    let (mut capitals, mut words) = (0, 0);
    for token in tokens
        .iter()
        .filter(|token| token.kind == Kind::Latin && token.letters > 1)
        .take(200)
    {
        words += 1;
        if !token.span.of(text).chars().any(char::is_lowercase) {
            capitals += 1;
        }
    }
    words > 1 && 3 * capitals > 2 * words
}

/// True where a run of capitalised words begins or ends: a title or a name.
fn begins_or_ends_title(text: &str, tokens: &[Token], index: usize) -> bool {
    let capital = |index: usize| {
        tokens.get(index).is_some_and(|token| {
            token.kind == Kind::Latin && token.span.of(text).starts_with(char::is_uppercase)
        })
    };
    if index == 0 {
        return false;
    }
    let begins = !capital(index - 1) && capital(index) && capital(index + 1);
    let ends = capital(index - 1) && !capital(index) && index > 1 && capital(index - 2);
    begins || ends
}

/// True for a capitalised word beside another one.
fn in_title(text: &str, tokens: &[Token], index: usize) -> bool {
    let capital = |index: usize| {
        tokens.get(index).is_some_and(|token| {
            token.kind == Kind::Latin
                && token.before < Border::Mark
                && token.span.of(text).starts_with(char::is_uppercase)
        })
    };
    capital(index + 1) || index > 0 && capital(index) && capital(index - 1)
}
