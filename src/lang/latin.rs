//! The language of words in Latin letters.

use super::Lang;
use super::judge::LanguageJudge;
use super::memo::recall;
use super::model::{LanguageModel, Nats};
use super::smooth::{FROM_THE_START, Lattice, best_path, switch_cost};
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
const TITLE_WEIGHT: f32 = 0.19;
/// And a title of common English words, not of names.
const COMMON_TITLE_WEIGHT: f32 = 0.6;
/// The same among Han letters, where names are not spelled out in Latin letters as often as titles and terms.
const NAME_AMONG_HAN_WEIGHT: f32 = 0.8;
/// An acronym is a name, too, and its letters are no word.
const ACRONYM_WEIGHT: f32 = 0.06;
/// The first word of a sentence has a capital anyway.
const OPENING_WEIGHT: f32 = 0.55;
/// What speaks for a name in Latin letters in a language of another script, and against another word (nats).
const NAME_AMONG_OTHER_SCRIPT: f32 = 0.6;
const AMONG_OTHER_SCRIPT: f32 = -0.5;
/// The same where that other script is a guest among Latin letters.
const BESIDE_OTHER_SCRIPT: f32 = -2.4;
/// A line whose words say less than this (nats) takes the language of the text.
const SURE_NATS: f32 = 4.0;
/// And one that says less than this (nats) has no language if the text has none; names say nothing sure.
const DOUBT: f32 = 0.1;
const DOUBT_OF_NAMES: f32 = 0.7;
/// A language out of the lists needs this much from the judge of strangers, over that many letters.
const STRANGER_CONFIDENCE: f32 = 0.7;
const STRANGER_LETTERS: u32 = 30;
/// And the known languages may say no more than this for a word on the average (nats).
const KNOWN_NATS: f32 = 0.6;
/// Nor two of them together, in a text of both. Set between the mixed texts of the dev half of the detection kit (nearly
/// all above) and twenty sentences in other languages (all below), 2026-12.
const KNOWN_PAIR_NATS: f32 = 1.2;
/// What the word of such a language then counts for (nats).
const STRANGER_NATS: f32 = 1.8;
/// Words of a text that are asked.
const STRANGER_WORDS: usize = 200;

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
        let stranger = self.stranger(text, tokens);
        // Lines that say too little by themselves, with the language that they lean to.
        let mut undecided: Vec<(std::ops::Range<usize>, f32)> = Vec::new();
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
            let has_latin = tokens[stretch.clone()]
                .iter()
                .any(|t| t.kind == Kind::Latin);
            if has_latin {
                let sure = self.decide_stretch(
                    text,
                    stranger,
                    &tokens[stretch.clone()],
                    &mut langs[stretch.clone()],
                    &mut nats[stretch.clone()],
                );
                if sure < SURE_NATS {
                    undecided.push((stretch, sure));
                }
            }
            begin = end;
        }
        self.fill(tokens, langs, nats, &undecided);
    }

    /// Decides one line; tells how many nats its Latin words say for what was decided.
    fn decide_stretch(
        &self,
        text: &str,
        stranger: Option<Lang>,
        tokens: &[Token],
        langs: &mut [Lang],
        nats: &mut [f32],
    ) -> f32 {
        let mut states = self.states.clone();
        for lang in langs.iter().filter(|lang| **lang != Lang::UND) {
            if !states.iter().any(|state| state.lang == *lang) && states.len() < MOST_STATES {
                states.push(State::of(*lang));
            }
        }
        if states.is_empty() {
            return 0.0;
        }
        let among_other_script = states.len() > self.states.len();
        let mut lattice = self.lattice(text, tokens, langs, &states);
        if let Some(stranger) = stranger {
            states.push(State::of(stranger));
            lattice = self.lattice(text, tokens, langs, &states);
            // The model says nothing of a language that it does not know: the judge has decided.
            let last = states.len() - 1;
            for (row, token) in lattice.rows_mut(0..tokens.len()).zip(tokens) {
                if token.kind == Kind::Latin {
                    row[last] += STRANGER_NATS;
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
        let mut begin = 0;
        while begin < path.len() {
            let state = path[begin];
            let same = path[begin..].iter().take_while(|other| **other == state);
            let run = begin..begin + same.count();
            begin = run.end;
            let latin = || {
                run.clone()
                    .filter(|index| tokens[*index].kind == Kind::Latin)
            };
            // By how much all words of the run together are ahead of the next language.
            let mut sums: Vec<f32> = entry.iter().map(|cost| -FROM_THE_START * cost).collect();
            for index in latin() {
                for (sum, nats) in sums.iter_mut().zip(lattice.row(index)) {
                    *sum += nats;
                }
            }
            let others = sums.iter().enumerate().filter(|(other, _)| *other != state);
            let next = others
                .map(|(_, sum)| *sum)
                .fold(f32::NEG_INFINITY, f32::max);
            let ahead = sums[state] - if next.is_finite() { next } else { 0.0 };
            sure += ahead.max(0.0);
            let share = ahead / latin().count() as f32;
            for index in latin() {
                langs[index] = states[state].lang;
                nats[index] = share;
            }
        }
        sure
    }

    /// What each word says by itself.
    fn lattice(&self, text: &str, tokens: &[Token], langs: &[Lang], states: &[State]) -> Lattice {
        let among_other_script = states.iter().any(|state| !state.latin);
        let shouts = shouts(tokens);
        // Names stand in Latin letters in a Chinese text, not because of a Chinese word in an English one.
        let letters = |is_latin: bool| -> u32 {
            let of_kind = tokens
                .iter()
                .filter(|token| (token.kind == Kind::Latin) == is_latin);
            of_kind.map(|token| token.letters).sum()
        };
        let is_host = among_other_script && letters(false) > letters(true);
        let mut lattice = Lattice::new(states.len(), tokens.len());
        let mut last: Option<Kind> = None;
        let mut border = Border::Line;
        for (index, token) in tokens.iter().enumerate() {
            border = border.max(token.before);
            let script_changes = last.is_some_and(|last| last != token.kind);
            let title = token.kind == Kind::Latin && begins_or_ends_title(tokens, index);
            let row = lattice.push(switch_cost(border, script_changes, title));
            if token.kind == Kind::Latin {
                if token.letters == 0 {
                    // Letters glued to digits: no word of any language.
                    last = Some(token.kind);
                    border = Border::None;
                    continue;
                }
                let said = recall(token.span.of(text));
                let is_common = token.capital && said.common;
                let weight = if token.letters > 1 && token.no_small && !shouts {
                    ACRONYM_WEIGHT
                } else if !token.capital || shouts {
                    1.0
                } else if is_common && in_title(tokens, index) {
                    COMMON_TITLE_WEIGHT
                } else if among_other_script {
                    if said.telling {
                        NAME_AMONG_HAN_WEIGHT
                    } else if in_title(tokens, index) {
                        NAME_WEIGHT / 2.0
                    } else {
                        ACRONYM_WEIGHT
                    }
                } else if token.opens {
                    OPENING_WEIGHT
                } else if in_title(tokens, index) {
                    TITLE_WEIGHT
                } else {
                    NAME_WEIGHT
                };
                let is_name = among_other_script
                    && token.capital
                    && !is_common
                    && !beside_common_title(text, tokens, index);
                for (slot, state) in row.iter_mut().zip(states) {
                    *slot = match state.place {
                        Some(place) => weight * said.nats[place],
                        None if state.latin => 0.0,
                        None if is_host && is_name => NAME_AMONG_OTHER_SCRIPT,
                        None if is_host => AMONG_OTHER_SCRIPT,
                        None => BESIDE_OTHER_SCRIPT,
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
            let is_name = end - begin < 4 && tokens[begin..end].iter().all(|token| token.capital);
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

    /// A language that the model does not know, when the other judge is sure of it and the words of the
    /// text say little for any that it knows.
    fn stranger(&self, text: &str, tokens: &[Token]) -> Option<Lang> {
        let judge = self.strangers.as_ref()?;
        let is_word = |token: &&Token| {
            token.kind == Kind::Latin
                && token.letters > 1
                && token.span.of(text).starts_with(char::is_lowercase)
        };
        let words = || tokens.iter().filter(is_word).take(STRANGER_WORDS);
        let letters: u32 = words().map(|token| token.letters).sum();
        if letters < STRANGER_LETTERS {
            return None;
        }
        let said: Vec<Nats> = words()
            .map(|token| recall(token.span.of(text)).nats)
            .collect();
        let known = 0..LanguageModel::builtin().latin.len();
        let mean = |of: &dyn Fn(&Nats) -> f32| said.iter().map(of).sum::<f32>() / said.len() as f32;
        if known
            .clone()
            .any(|lang| mean(&|said| said[lang]) > KNOWN_NATS)
            || known.clone().any(|one| {
                (0..one).any(|two| mean(&|said| said[one].max(said[two])) > KNOWN_PAIR_NATS)
            })
        {
            return None;
        }
        let first = words().next()?.span.start;
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
        undecided: &[(std::ops::Range<usize>, f32)],
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
        for (stretch, sure) in undecided {
            let around = langs[stretch.clone()]
                .iter()
                .zip(&tokens[stretch.clone()])
                .any(|(lang, token)| *lang != Lang::UND && token.kind != Kind::Latin);
            if around {
                continue;
            }
            let mut latin = tokens[stretch.clone()]
                .iter()
                .filter(|t| t.kind == Kind::Latin);
            let are_names = latin.all(|token| token.capital);
            let doubt = if are_names { DOUBT_OF_NAMES } else { DOUBT };
            for index in stretch.clone() {
                if tokens[index].kind != Kind::Latin {
                    continue;
                }
                if let Some((main, _)) = main {
                    langs[index] = main;
                } else if *sure < doubt {
                    langs[index] = Lang::UND;
                }
            }
        }
    }
}

/// True when most words are in capitals: then capitals mark no names.
fn shouts(tokens: &[Token]) -> bool {
    let (mut capitals, mut words) = (0, 0);
    for token in tokens
        .iter()
        .filter(|token| token.kind == Kind::Latin && token.letters > 1)
        .take(200)
    {
        words += 1;
        capitals += usize::from(token.no_small);
    }
    words > 1 && 3 * capitals > 2 * words
}

/// True for a capitalised word in Latin letters.
fn is_capital(tokens: &[Token], index: usize) -> bool {
    tokens
        .get(index)
        .is_some_and(|token| token.kind == Kind::Latin && token.capital)
}

/// True where a run of capitalised words begins or ends: a title or a name.
fn begins_or_ends_title(tokens: &[Token], index: usize) -> bool {
    let capital = |index| is_capital(tokens, index);
    if index == 0 {
        return false;
    }
    let begins = !capital(index - 1) && capital(index) && capital(index + 1);
    let ends = capital(index - 1) && !capital(index) && index > 1 && capital(index - 2);
    begins || ends
}

/// True for a word beside a capitalised common English word: the one of `Luban Workshop`.
fn beside_common_title(text: &str, tokens: &[Token], index: usize) -> bool {
    let is_common =
        |index: usize| is_capital(tokens, index) && recall(tokens[index].span.of(text)).common;
    let is_joined = |index: usize| tokens.get(index).is_some_and(|t| t.before < Border::Comma);
    (is_joined(index + 1) && is_common(index + 1))
        || (index > 0 && is_joined(index) && is_common(index - 1))
}

/// True for a capitalised word beside another one.
fn in_title(tokens: &[Token], index: usize) -> bool {
    let capital = |index| is_capital(tokens, index) && tokens[index].before < Border::Mark;
    capital(index + 1) || index > 0 && capital(index) && capital(index - 1)
}
