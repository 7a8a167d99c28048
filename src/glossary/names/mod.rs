//! Which known name a given name stands for: `alinha stream match`.
//!
//! Names of one script are compared by their letters (`latin`). Across scripts a Chinese name is
//! compared with a Latin one by its sound: a learned channel (`channel`, `model`) and the usual
//! spellings of Chinese names (`romanisation`); 鲁班 finds Luban by either.

mod channel;
mod latin;
pub mod model;
mod romanisation;

use channel::{Han, Spellings};
use latin::Form;
use model::NameModel;
use rustc_hash::FxHashMap;

use super::zones::is_han;
use super::{Glossary, Matcher, Term};
use crate::lang::LangTag;

/// Score below which a concept is no answer for one Latin word, for several, and for Chinese,
/// where one character of four may differ. Set on the development half of the unseen variants
/// (`names::tests::unseen_variants` shows the numbers), 2026-11.
const WORD_FLOOR: f32 = 0.87;
const PHRASE_FLOOR: f32 = 0.72;
const HAN_FLOOR: f32 = 0.7;
/// Log-likelihood ratio, in nats, below which a concept is no answer for a name of the other script. Of 3,735 Chinese and
/// as many Latin names of other things (held out by `cargo xtask train-names`) 24 and 26 reach it with some concept of
/// the glossary in the program, whatever the scripts of its terms; of true pairs seven in ten do. 2026-11.
const SOUND_FLOOR: f32 = 10.0;

/// Nats for each unit of the logistic function that puts them on the scale of likeness: 4 nats are .73, 12 are .95.
const NATS: f32 = 4.0;

/// A name with its likeness to the one that was asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranked {
    /// The candidate, or the preferred term of the concept.
    pub name: String,
    /// Likeness, 0 to 1.
    pub score: f32,
    /// Id of the concept, where the glossary was searched.
    pub concept: Option<String>,
}

/// Names to choose from, made ready once.
#[derive(Clone, Debug)]
pub struct Candidates {
    model: &'static NameModel<'static>,
    names: Vec<String>,
    forms: Vec<Form>,
    /// The Latin ones among them, and where they stand.
    spellings: Spellings,
    latin: Vec<usize>,
}

impl Candidates {
    /// Makes `names` ready.
    #[must_use]
    pub fn new(names: Vec<String>) -> Self {
        Self::with_model(NameModel::builtin(), names)
    }

    /// The same with another model of names.
    #[must_use]
    pub fn with_model(model: &'static NameModel<'static>, names: Vec<String>) -> Self {
        let forms: Vec<Form> = names.iter().map(|name| Form::new(name)).collect();
        let latin: Vec<usize> = (0..names.len()).filter(|at| !forms[*at].is_han).collect();
        let spellings = Spellings::new(model, latin.iter().map(|at| names[*at].as_str()));
        Self {
            model,
            names,
            forms,
            spellings,
            latin,
        }
    }

    /// How well each candidate of the other script sounds like the name; none for the others.
    fn sounds(&self, name: &str, form: &Form) -> Vec<Option<f32>> {
        let mut sounds = vec![None; self.names.len()];
        let model = self.model;
        if form.is_han {
            let ranks = self.spellings.rank(model, &Han::new(model, name));
            for (at, rank) in self.latin.iter().zip(ranks) {
                sounds[*at] = Some(rank);
            }
        } else {
            let given = Spellings::new(model, std::iter::once(name));
            for (at, form) in self
                .forms
                .iter()
                .enumerate()
                .filter(|(_, form)| form.is_han)
            {
                let rank = given.rank(model, &Han::new(model, &form.folded));
                sounds[at] = rank.first().copied();
            }
        }
        sounds
    }
}

/// The `count` candidates most like `name`, best first; of equals the first given.
///
/// `tag` is the language of `name`. A Chinese name is compared with a Latin one by its sound;
/// names that the glossary that is compiled in holds for the same concept are as like as can be.
#[must_use]
pub fn rank(name: &str, tag: LangTag, candidates: &Candidates, count: usize) -> Vec<Ranked> {
    let form = Form::new(name);
    // Other forms of the same thing, so that 北京 finds Beijing and Pequim.
    let known: Vec<Form> = Glossary::builtin()
        .lookup(name, Some(tag))
        .flat_map(|(concept, _)| concept.terms.iter())
        .map(|term| Form::new(&term.text))
        .collect();
    let sounds = candidates.sounds(name, &form);
    let mut scores: Vec<(f32, usize)> = sounds
        .into_iter()
        .enumerate()
        .map(|(at, sound)| {
            let other = &candidates.forms[at];
            let score = if known.iter().any(|known| known.folded == other.folded) {
                1.0
            } else {
                sound.map_or_else(|| form.likeness_in_part(other), likeness_of_sound)
            };
            (score, at)
        })
        .collect();
    scores.sort_by(|a, b| b.0.total_cmp(&a.0));
    scores.truncate(count);
    scores
        .into_iter()
        .map(|(score, at)| Ranked {
            name: candidates.names[at].clone(),
            score,
            concept: None,
        })
        .collect()
}

/// What names of two scripts are ranked by, in nats, on the scale of likeness.
fn likeness_of_sound(nats: f32) -> f32 {
    1.0 / (1.0 + (-nats / NATS).exp())
}

/// How much likelier the letters of a Latin name are as the sound of a Chinese name than as any
/// Latin name: a log-likelihood ratio in nats, 0 where it says nothing. None where there is nothing to compare.
///
/// # Examples
///
/// ```
/// use alinha::glossary::names::transliteration;
///
/// assert!(transliteration("里斯本", "Lisbon") > Some(5.0));
/// assert!(transliteration("里斯本", "Astana") < Some(0.0));
/// assert_eq!(transliteration("Lisbon", "Lisbon"), None);
/// ```
#[must_use]
pub fn transliteration(han: &str, latin: &str) -> Option<f32> {
    let model = NameModel::builtin();
    let han = Han::new(model, han);
    let ratios = Spellings::new(model, std::iter::once(latin)).evidence(model, &han);
    ratios.first().copied().filter(|ratio| ratio.is_finite())
}

/// The `count` concepts of the matcher's glossary most like `name`, best first. Empty when none
/// is like enough. Concepts that have no term in the script of `name` are found by its sound.
#[must_use]
pub fn rank_in_glossary(name: &str, tag: LangTag, matcher: &Matcher, count: usize) -> Vec<Ranked> {
    let form = Form::new(name);
    let floor = match form.words.len() {
        _ if form.is_han => HAN_FLOOR,
        1 => WORD_FLOOR,
        _ => PHRASE_FLOOR,
    };
    let mut scores: FxHashMap<usize, f32> = FxHashMap::default();
    let concepts = matcher.glossary().concepts();
    for (at, concept) in concepts.iter().enumerate() {
        let best = concept
            .terms
            .iter()
            .filter(|term| is_comparable(term, tag))
            .map(|term| form.likeness(&Form::new(&term.text)))
            .fold(0.0, f32::max);
        if best >= floor {
            scores.insert(at, best);
        }
    }
    scores.extend(concepts_by_sound(name, &form, matcher.glossary()));
    let mut ranked: Vec<Ranked> = (0..concepts.len())
        .filter_map(|at| {
            let concept = &concepts[at];
            let score = *scores.get(&at)?;
            let name = concept
                .preferred(tag)
                .or_else(|| concept.terms.first())
                .map_or(concept.id.as_str(), |term| &*term.text);
            Some(Ranked {
                name: name.to_owned(),
                score,
                concept: Some(concept.id.clone()),
            })
        })
        .collect();
    best(&mut ranked, count);
    ranked
}

/// Concepts with a name in the other script that sounds like `name`, by their place, with their likeness. Where a concept
/// has terms in the script of `name`, their letters tell more: Tokarev sounds like 托卡耶夫, but is not Tokayev.
fn concepts_by_sound(name: &str, form: &Form, glossary: &Glossary) -> FxHashMap<usize, f32> {
    let model = NameModel::builtin();
    let is_same = |term: &Term| term.text.contains(is_han) == form.is_han;
    let concepts = glossary.concepts().iter().enumerate();
    let concepts = concepts.filter(|(_, concept)| !concept.terms.iter().any(is_same));
    let terms: Vec<(usize, &str)> = concepts
        .flat_map(|(at, concept)| concept.terms.iter().map(move |term| (at, term)))
        // Abbreviations have no sound, and are like any short name.
        .filter(|(_, term)| {
            let is_word = !form.is_han || term.text.contains(char::is_lowercase);
            is_word && term.part_of_speech == "proper noun"
        })
        .map(|(at, term)| (at, &*term.text))
        .collect();
    let evidence = if form.is_han {
        let latin = Spellings::new(model, terms.iter().map(|(_, text)| *text));
        latin.evidence(model, &Han::new(model, name))
    } else {
        let given = Spellings::new(model, std::iter::once(name));
        let of_term = |(_, text): &(usize, &str)| given.evidence(model, &Han::new(model, text));
        terms.iter().flat_map(of_term).collect()
    };
    let mut scores = FxHashMap::default();
    for ((at, _), nats) in terms.iter().zip(evidence) {
        if nats >= SOUND_FLOOR {
            let score: &mut f32 = scores.entry(*at).or_default();
            *score = score.max(likeness_of_sound(nats));
        }
    }
    scores
}

/// Names travel between languages of one script, other words do not.
fn is_comparable(term: &Term, tag: LangTag) -> bool {
    term.lang.lang == tag.lang || term.part_of_speech == "proper noun" || term.text.contains(is_han)
}

fn best(ranked: &mut Vec<Ranked>, count: usize) {
    ranked.sort_by(|a, b| b.score.total_cmp(&a.score));
    ranked.truncate(count);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::glossary::gold::shared;
    use crate::lang::Lang;

    #[test]
    fn candidates_are_ranked_by_likeness() {
        let candidates = Candidates::new(["Lisbon", "Luban", "Astana"].map(str::to_owned).into());
        let ranked = rank("Lu Ban", Lang::EN.into(), &candidates, 2);
        assert_eq!(ranked.len(), 2);
        assert_eq!(ranked[0].name, "Luban");
        let ranked = rank("里斯本", Lang::ZH.into(), &candidates, 1);
        assert_eq!(ranked[0].name, "Lisbon");
    }

    #[test]
    fn a_name_may_be_a_part_of_another() {
        let names = ["Žilina", "Jilin City", "Santa Cruz do Sul", "Santa Cruz"];
        let candidates = Candidates::new(names.map(str::to_owned).into());
        let first = |name| rank(name, Lang::PT.into(), &candidates, 1)[0].name.clone();
        assert_eq!(first("Jilin"), "Jilin City");
        assert_eq!(first("Santa Cruz de la Sierra"), "Santa Cruz");
        assert_eq!(first("Santa Cruz do Sul"), "Santa Cruz do Sul");
        assert_eq!(first("Zilina"), "Žilina");
    }

    #[test]
    fn names_are_ranked_across_scripts() {
        let latin = [
            "Wong Tat-tung",
            "Tanya Chan",
            "Karen Yu",
            "Tartu",
            "Zagreb",
            "Huang Kuo-shu",
        ];
        let candidates = Candidates::new(latin.map(str::to_owned).into());
        let first = |name| rank(name, Lang::ZH.into(), &candidates, 1)[0].name.clone();
        assert_eq!(first("塔尔图"), "Tartu");
        assert_eq!(first("薩格勒布"), "Zagreb");
        assert_eq!(first("黃國書"), "Huang Kuo-shu");
        assert_eq!(first("黃達東"), "Wong Tat-tung");
        let han = ["塔尔图", "札格雷布", "黄国书"].map(str::to_owned);
        let candidates = Candidates::new(han.into());
        let ranked = rank("Zagreb", Lang::EN.into(), &candidates, 3);
        assert_eq!(ranked[0].name, "札格雷布");
        assert!(ranked[0].score > 0.9 && ranked[1].score < 0.5, "{ranked:?}");
    }

    #[test]
    fn concepts_of_one_script_are_found_by_sound() {
        let rows = "concept_id,category,lang,term,status,part_of_speech,case,boundary,inflect,context,action,target,note,source\n\
                    tartu,place,zh,塔尔图,preferred,proper noun,exact,none,-,,none,,,own\n\
                    zagreb,place,en,Zagreb,preferred,proper noun,exact,word,-,,none,,,own\n";
        let (glossary, problems) = Glossary::parse(&[("my.csv".to_owned(), rows.to_owned())]);
        assert!(problems.is_empty(), "{problems:?}");
        let matcher = Matcher::new(&glossary);
        let first = |name, lang: Lang| {
            let ranked = rank_in_glossary(name, lang.into(), &matcher, 1);
            ranked.first().and_then(|found| found.concept.clone())
        };
        assert_eq!(first("萨格勒布", Lang::ZH).as_deref(), Some("zagreb"));
        assert_eq!(first("Tartu", Lang::EN).as_deref(), Some("tartu"));
        assert_eq!(first("里斯本", Lang::ZH), None);
        assert_eq!(first("Lisbon", Lang::EN), None);
    }

    #[test]
    fn nothing_is_found_for_strangers() {
        let found = rank_in_glossary("Zanzibar", Lang::EN.into(), Matcher::builtin(), 3);
        assert_eq!(found, []);
        let found = rank_in_glossary("Tokajev", Lang::EN.into(), Matcher::builtin(), 3);
        assert_eq!(found[0].concept.as_deref(), Some("tokayev"));
    }

    #[test]
    #[expect(clippy::print_stderr, reason = "the measured numbers are shown")]
    fn unseen_variants() {
        let Some(path) = shared("eval/normalise/unseen_dev.tsv") else {
            return;
        };
        let table = std::fs::read_to_string(path).expect("UTF-8");
        let (mut found, mut variants, mut refused, mut strangers) = (0, 0, 0, 0);
        for row in table.lines().skip(1) {
            let cells: Vec<&str> = row.split('\t').collect();
            let tag = cells[1].parse().expect("a tag");
            let ranked = rank_in_glossary(cells[2], tag, Matcher::builtin(), 3);
            let got = ranked
                .first()
                .and_then(|best| best.concept.as_deref())
                .unwrap_or("none");
            let right = got == cells[3];
            if cells[3] == "none" {
                strangers += 1;
                refused += usize::from(right);
            } else {
                variants += 1;
                found += usize::from(right);
            }
            if !right {
                eprintln!("{} {} is {}, not {ranked:?}", cells[0], cells[2], cells[3]);
            }
        }
        eprintln!("found {found} of {variants}, refused {refused} of {strangers}");
        assert!(found * 100 >= variants * 70 && refused * 100 >= strangers * 70);
    }
}
