//! The detector: from tokens to runs, shares and a main language.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use unicode_script::Script;

use super::han::Forms;
use super::judge::{LanguageJudge, Whatlang};
use super::latin::Latin;
use super::model::LanguageModel;
use super::portuguese::Country;
use super::states::is_latin;
use super::tokens::{Border, Kind, Token, tokens};
use super::{Detection, Lang, LangRun, LangTag};
use crate::text::Span;

/// What Han letters without kana must say for Japanese (nats): Chinese is the likelier here.
const JAPANESE: f32 = 3.0;
/// What the words of a Cyrillic stretch without a Kazakh letter must say for Kazakh (nats).
const KAZAKH: f32 = 2.0;
/// A Cyrillic stretch that is long enough to show a letter that Russian has not (nats).
const TELLING: f32 = 3.0;

/// Tells the languages of texts apart.
///
/// Made once, used for many texts, from many threads.
pub struct Detector {
    /// Sorted; empty for any language.
    allowed: Vec<Lang>,
    latin: Latin,
}

impl Detector {
    /// A detector for texts in `languages`; empty means zh, en, pt and whatever else is known.
    #[must_use]
    pub fn new(languages: &[Lang]) -> Self {
        let known: Vec<Lang> = LanguageModel::builtin().latin.langs().collect();
        let judge = (!languages
            .iter()
            .all(|lang| known.contains(lang) || !is_latin(*lang)))
        .then(|| Box::new(Whatlang::new(languages)) as Box<dyn LanguageJudge>);
        let strangers = languages
            .is_empty()
            .then(|| Box::new(Whatlang::new(&[])) as Box<dyn LanguageJudge>);
        Self::with_judges(languages, judge, strangers)
    }

    /// A detector that asks `judge` about those of `languages` in Latin letters that the model does not
    /// know, and `strangers` about any other language.
    #[must_use]
    pub fn with_judges(
        languages: &[Lang],
        judge: Option<Box<dyn LanguageJudge>>,
        strangers: Option<Box<dyn LanguageJudge>>,
    ) -> Self {
        let mut allowed = languages.to_vec();
        allowed.sort_unstable();
        allowed.dedup();
        let latin = Latin::new(&allowed, judge, strangers);
        Self { allowed, latin }
    }

    /// The language of `text` and of its stretches.
    ///
    /// Names, acronyms and other words that say nothing take the language around them. A text
    /// without a word that says anything is [`Lang::UND`]. Linear in the length of `text`.
    #[must_use]
    pub fn detect(&self, text: &str) -> Detection {
        let tokens = tokens(text);
        let mut langs: Vec<Lang> = vec![Lang::UND; tokens.len()];
        let mut nats: Vec<f32> = vec![0.0; tokens.len()];
        self.fix_scripts(text, &tokens, &mut langs, &mut nats);
        self.latin.decide(text, &tokens, &mut langs, &mut nats);
        let runs = runs(&tokens, &langs, &nats);
        let share = share(&tokens, &langs);
        let main = share.first().map_or(Lang::UND, |(lang, _)| *lang);
        let (mut sure, mut length) = (0.0, 0.0);
        for run in runs
            .iter()
            .filter(|run| run.lang == main && main != Lang::UND)
        {
            sure += run.confidence * run.span.len() as f32;
            length += run.span.len() as f32;
        }
        let confidence = if length > 0.0 {
            (sure / length).clamp(0.0, 1.0)
        } else {
            0.0
        };
        let variety = variety(main, text, &tokens, &langs);
        Detection {
            tag: variety.map_or(LangTag::plain(main), |(tag, _)| tag),
            confidence,
            variety_confidence: variety.map(|(_, sure)| sure),
            share,
            runs,
        }
    }

    /// Gives tokens whose script tells their language that language.
    fn fix_scripts(&self, text: &str, tokens: &[Token], langs: &mut [Lang], nats: &mut [f32]) {
        let mut at = 0;
        while at < tokens.len() {
            let kind = tokens[at].kind;
            // A quotation or a sentence in one script: its letters decide together.
            let mut end = at + 1;
            while end < tokens.len()
                && tokens[end].before < Border::Mark
                && tokens[end].kind == kind
            {
                end += 1;
            }
            let group = &tokens[at..end];
            let (lang, sure) = match kind {
                Kind::Han => self.han(text, group),
                Kind::Cyrillic => self.cyrillic(text, group),
                Kind::Other(script) => (self.of_script(script), 5.0),
                Kind::Latin | Kind::Neutral => (Lang::UND, 0.0),
            };
            let lang = if self.allows(lang) { lang } else { Lang::UND };
            langs[at..end].fill(lang);
            nats[at..end].fill(if lang == Lang::UND { 0.0 } else { sure });
            at = end;
        }
        settle_cyrillic(tokens, langs, nats);
    }

    fn allows(&self, lang: Lang) -> bool {
        self.allowed.is_empty() || self.allowed.binary_search(&lang).is_ok()
    }

    fn han(&self, text: &str, group: &[Token]) -> (Lang, f32) {
        if !self.allows(Lang::JA) {
            return (Lang::ZH, 5.0);
        }
        if !self.allows(Lang::ZH) {
            return (Lang::JA, 5.0);
        }
        let kana: u32 = group.iter().map(|token| token.kana).sum();
        let letters: u32 = group.iter().map(|token| token.letters / 3).sum();
        if kana * 8 >= letters {
            return (Lang::JA, 5.0);
        }
        let mut forms = Forms::default();
        for token in group {
            forms.add(token.span.of(text));
        }
        let table = &LanguageModel::builtin().han;
        let mut odds = 0.0;
        for token in group {
            let nats = table.characters(token.span.of(text));
            odds += nats[1] - nats[0];
        }
        if odds > JAPANESE {
            (Lang::JA, 2.0)
        } else if forms.variety().is_some() || letters > 12 {
            (Lang::ZH, 5.0)
        } else {
            // Characters that Japanese uses too.
            (Lang::ZH, 1.5)
        }
    }

    fn cyrillic(&self, text: &str, group: &[Token]) -> (Lang, f32) {
        let mut counts: FxHashMap<Lang, usize> = FxHashMap::default();
        for c in group.iter().flat_map(|token| token.span.of(text).chars()) {
            for lang in CYRILLIC
                .get(&c.to_lowercase().next().unwrap_or(c))
                .into_iter()
                .flatten()
            {
                *counts.entry(*lang).or_default() += 1;
            }
        }
        let best = counts
            .into_iter()
            .filter(|(lang, _)| self.allows(*lang))
            .max_by_key(|(lang, count)| (*count, std::cmp::Reverse(*lang)));
        match best {
            Some((lang, _)) => (lang, 5.0),
            None if !self.allows(Lang::RU) && self.allows(Lang::KK) => (Lang::KK, 1.0),
            None if self.allows(Lang::KK) && kazakh(text, group) > KAZAKH => (Lang::KK, 1.5),
            None if group.len() < 4 => (Lang::RU, 1.5),
            None => (Lang::RU, TELLING),
        }
    }

    fn of_script(&self, script: Script) -> Lang {
        SCRIPTS.get(&script).copied().unwrap_or(Lang::UND)
    }
}

/// How much the words of a Cyrillic stretch speak for Kazakh, against Russian (nats).
fn kazakh(text: &str, group: &[Token]) -> f32 {
    let table = &LanguageModel::builtin().cyrillic;
    let said = group.iter().map(|token| {
        let nats = table.word(&token.span.of(text).to_lowercase());
        nats[1] - nats[0]
    });
    said.sum()
}

/// Short Cyrillic stretches without a telling letter (names, mostly) take the language of most others.
fn settle_cyrillic(tokens: &[Token], langs: &mut [Lang], nats: &mut [f32]) {
    let cyrillic = |index: &usize| tokens[*index].kind == Kind::Cyrillic;
    let mut letters: FxHashMap<Lang, u32> = FxHashMap::default();
    for index in (0..tokens.len()).filter(cyrillic) {
        *letters.entry(langs[index]).or_default() += tokens[index].letters;
    }
    let Some((main, _)) = letters
        .into_iter()
        .max_by_key(|(lang, count)| (*count, std::cmp::Reverse(*lang)))
    else {
        return;
    };
    for index in 0..tokens.len() {
        if cyrillic(&index)
            && langs[index] == Lang::RU
            && nats[index] < TELLING
            && main != Lang::UND
        {
            langs[index] = main;
        }
    }
}

impl Default for Detector {
    fn default() -> Self {
        Self::new(&[])
    }
}

/// Letters that one language in Cyrillic has and Russian has not.
static CYRILLIC: LazyLock<FxHashMap<char, Vec<Lang>>> = LazyLock::new(|| {
    let mut letters: FxHashMap<char, Vec<Lang>> = FxHashMap::default();
    for line in include_str!("data/cyrillic.csv").lines().skip(1) {
        if let Some((lang, list)) = line.split_once(',')
            && let Ok(lang) = lang.parse()
        {
            for letter in list.chars() {
                letters.entry(letter).or_default().push(lang);
            }
        }
    }
    letters
});

/// Scripts that one language writes, or nearly.
static SCRIPTS: LazyLock<FxHashMap<Script, Lang>> = LazyLock::new(|| {
    include_str!("data/scripts.csv")
        .lines()
        .skip(1)
        .filter_map(|line| line.split_once(','))
        .filter_map(|(script, lang)| Some((Script::from_full_name(script)?, lang.parse().ok()?)))
        .collect()
});

/// Joins neighbouring tokens of one language; neutral ones become runs of [`Lang::UND`].
fn runs(tokens: &[Token], langs: &[Lang], nats: &[f32]) -> Vec<LangRun> {
    let mut runs = Vec::new();
    let mut begin = 0;
    while begin < tokens.len() {
        let lang = langs[begin];
        let mut end = begin + 1;
        if tokens[begin].kind != Kind::Neutral {
            end += (end..tokens.len())
                .take_while(|at| langs[*at] == lang && tokens[*at].kind != Kind::Neutral)
                .count();
        }
        runs.push(LangRun {
            span: Span::new(tokens[begin].span.start, tokens[end - 1].span.end),
            lang,
            confidence: if lang == Lang::UND {
                0.0
            } else {
                confidence(nats[begin..end].iter().sum())
            },
        });
        begin = end;
    }
    runs
}

/// From the nats that the language is ahead of the next one to a probability.
fn confidence(nats: f32) -> f32 {
    let odds = (0.7 * nats).clamp(0.0, 20.0).exp();
    odds / (1.0 + odds)
}

/// Fraction of the letters in each language, largest first.
fn share(tokens: &[Token], langs: &[Lang]) -> Vec<(Lang, f32)> {
    let mut letters: Vec<(Lang, u64)> = Vec::new();
    for (token, lang) in tokens.iter().zip(langs) {
        if *lang == Lang::UND || token.letters == 0 {
            continue;
        }
        // Texts have few languages.
        match letters.iter_mut().find(|(known, _)| known == lang) {
            Some((_, count)) => *count += u64::from(token.letters),
            None => letters.push((*lang, u64::from(token.letters))),
        }
    }
    let total: u64 = letters.iter().map(|(_, count)| count).sum();
    letters.sort_unstable_by_key(|(lang, count)| (std::cmp::Reverse(*count), *lang));
    letters
        .into_iter()
        .map(|(lang, count)| (lang, (count as f64 / total as f64) as f32))
        .collect()
}

/// The variety of the main language and how sure it is, where its own words show one.
fn variety(main: Lang, text: &str, tokens: &[Token], langs: &[Lang]) -> Option<(LangTag, f32)> {
    let own = || {
        tokens
            .iter()
            .zip(langs)
            .filter(|(_, lang)| **lang == main)
            .map(|(token, _)| token)
    };
    match main {
        Lang::ZH => {
            let mut forms = Forms::default();
            for token in own() {
                forms.add(token.span.of(text));
            }
            forms.variety()
        }
        Lang::PT => {
            let mut country = Country::default();
            let mut words = own().map(|token| token.span.of(text)).peekable();
            while let Some(word) = words.next() {
                country.add(word, words.peek().copied());
            }
            country.tag()
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Main language, and the stretches in other ones.
    fn check(detector: &Detector, text: &str, main: &str, others: &[(&str, &str)]) {
        let found = detector.detect(text);
        assert_eq!(found.tag.to_string(), main, "{text}");
        let guests: Vec<(String, &str)> = found
            .runs
            .iter()
            .filter(|run| run.lang != found.tag.lang)
            .map(|run| (run.lang.to_string(), run.span.of(text)))
            .collect();
        let guests: Vec<(&str, &str)> = guests.iter().map(|(l, t)| (l.as_str(), *t)).collect();
        assert_eq!(guests, others, "{text}");
    }

    #[test]
    fn stretches_are_found_in_their_host() {
        let detector = Detector::default();
        for (text, main, others) in [
            (
                "The phrase “合作共赢” (win-win cooperation) returns in every communiqué of the SCO.",
                "en",
                &[("zh", "合作共赢")][..],
            ),
            (
                "哈萨克斯坦（Kazakhstan）总统托卡耶夫参观了上海合作组织（Shanghai Cooperation Organization）的展览。",
                "zh-Hans",
                &[("en", "Shanghai Cooperation Organization")],
            ),
            (
                "The teacher answered: \"Não sei quando as oficinas vão abrir de novo\" and went home to the other end of the town.",
                "en",
                &[("pt", "Não sei quando as oficinas vão abrir de novo")],
            ),
            (
                "President Xi Jinping and Kassym-Jomart Tokayev met António Guterres in Setúbal.",
                "en",
                &[],
            ),
            (
                "Read more about it at https://www.example.org/pt/oficina and write to us.",
                "en",
                &[("und", "https://www.example.org/pt/oficina")],
            ),
            (
                "A oficina econômica dos ônibus somou bilhões de reais.",
                "pt-BR",
                &[],
            ),
            ("魯班工坊在葡萄牙開學了。", "zh-Hant", &[]),
            ("大工のルバンは魯の国に住んでいました。", "ja", &[]),
            ("Ұста Лу Бан қалада тұрады.", "kk", &[]),
            ("Плотник Лу Бан живёт в городе.", "ru", &[]),
            ("목수 루반은 도시에 살았다.", "ko", &[]),
            (
                "El carpintero vivía en una ciudad muy antigua junto al río.",
                "es",
                &[],
            ),
            ("ParticipaÃ§Ã£o dos alunos nÃ£o foi pequena.", "pt", &[]),
        ] {
            check(&detector, text, main, others);
        }
    }

    #[test]
    fn only_configured_languages_are_answered() {
        let detector = Detector::new(&[Lang::ZH, Lang::EN, Lang::PT]);
        check(
            &detector,
            "El carpintero no vive en la ciudad antigua.",
            "pt",
            &[],
        );
        check(&detector, "専門家", "zh-Hant", &[]);
        let russian = detector.detect("Плотник живёт в городе.");
        assert_eq!(russian.tag, LangTag::UND);
    }

    #[test]
    fn other_languages_are_told_and_two_known_ones_are_no_other() {
        let detector = Detector::default();
        for (text, main) in [
            (
                "Stary cieśla mieszkał w małym domu nad rzeką i każdego ranka otwierał warsztat dla uczniów.",
                "pl",
            ),
            (
                "De oude timmerman woonde in een klein huis aan de rivier en opende elke ochtend zijn werkplaats.",
                "nl",
            ),
            (
                "Tukang kayu tua itu tinggal di sebuah rumah kecil di tepi sungai dan membuka bengkelnya setiap pagi.",
                "id",
            ),
        ] {
            check(&detector, text, main, &[]);
        }
        check(
            &detector,
            "the sign at the door said \"aberto todos os dias menos à segunda\" in white letters",
            "en",
            &[("pt", "aberto todos os dias menos à segunda")],
        );
    }

    #[test]
    fn nothing_known_is_undetermined() {
        let detector = Detector::default();
        for text in [
            "",
            "   ",
            "2025-08-31",
            "https://www.example.org",
            "…!?",
            "Luban",
        ] {
            let found = detector.detect(text);
            assert_eq!(found.tag, LangTag::UND, "{text}");
            assert_eq!(found.confidence, 0.0);
            assert!(found.share.is_empty());
        }
    }

    #[test]
    fn long_texts_take_linear_time() {
        let detector = Detector::default();
        let begin = std::time::Instant::now();
        for piece in [
            "word ", "鲁", "a_", "x.", "Ã§", "# ", "@", "“", "http://", "1a", "Лу",
        ] {
            let _ = detector.detect(&piece.repeat(30_000));
        }
        assert!(begin.elapsed().as_secs() < 20, "{:?}", begin.elapsed());
    }

    proptest! {
        #[test]
        fn runs_are_in_order_on_char_borders(text in "([a-zA-Z ãÃ§鲁班の“”'’.,@#/_$0-9ж\\n-]|https://|R\\$ |\u{301}){0,60}") {
            let found = Detector::default().detect(&text);
            let mut at = 0;
            for run in &found.runs {
                prop_assert!(run.span.start >= at && !run.span.is_empty());
                prop_assert!(text.is_char_boundary(run.span.start) && text.is_char_boundary(run.span.end));
                prop_assert!((0.0..=1.0).contains(&run.confidence));
                at = run.span.end;
            }
            let sum: f32 = found.share.iter().map(|(_, share)| share).sum();
            prop_assert!(found.share.is_empty() || (sum - 1.0).abs() < 1e-4);
        }
    }
}
