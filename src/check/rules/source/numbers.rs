//! The figures of both sides, and which of them have no partner.

use rustc_hash::FxHashSet;

use crate::align::facts::{Decimal, Fact, FactKind, FactValue, facts};
use crate::check::Scan;

/// Figures without a partner on the other side, in text order.
#[derive(Debug, Default)]
pub(super) struct Partnerless {
    /// Of the source.
    pub(super) source: Vec<Fact>,
    /// Of the target.
    pub(super) target: Vec<Fact>,
}

impl Partnerless {
    /// Compares the two sides of `scan`; nothing without a source. Linear in their lengths.
    pub(super) fn of(scan: &Scan<'_>) -> Self {
        let Some(source) = scan.input.source else {
            return Self::default();
        };
        let source_facts = facts(source.text, source.tag.lang);
        let target_facts = facts(scan.text(), scan.input.tag.lang);
        let in_source = Said::new(source.text, &source_facts);
        let in_target = Said::new(scan.text(), &target_facts);
        let mut lone = Self {
            source: source_facts,
            target: target_facts,
        };
        lone.source
            .retain(|fact| is_whole(source.text, fact) && !in_target.says(source.text, fact));
        lone.target.retain(|fact| {
            is_whole(scan.text(), fact)
                && !scan.is_protected(fact.span)
                && !in_source.says(scan.text(), fact)
        });
        lone
    }
}

/// True for facts in digits: number words are translated in too many ways.
pub(super) fn is_figure(text: &str, fact: &Fact) -> bool {
    fact.span
        .of(text)
        .chars()
        .any(|character| character.is_ascii_digit() || matches!(character, '０'..='９'))
}

/// True for facts that can be compared: codes are spelt in too many ways, `first` is often a
/// word like any other, and what follows a
/// figure and its mark (`RM476.5 million`) is the rest of a figure.
fn is_whole(text: &str, fact: &Fact) -> bool {
    let mut before = text[..fact.span.start].chars().rev();
    let rest = matches!(before.next(), Some('.' | ','))
        && before.next().is_some_and(|c| c.is_ascii_digit());
    let word = fact.kind == FactKind::Ordinal && !is_figure(text, fact);
    !rest && !word && !matches!(fact.kind, FactKind::Code)
}

/// What one side says in figures, for look-up.
struct Said {
    values: FxHashSet<FactValue>,
    numbers: FxHashSet<u32>,
    months: FxHashSet<u8>,
    days: FxHashSet<u8>,
    hours: FxHashSet<(u8, u8)>,
    digits: FxHashSet<String>,
}

impl Said {
    fn new(text: &str, facts: &[Fact]) -> Self {
        let mut said = Self {
            values: facts.iter().map(|fact| fact.value).collect(),
            numbers: FxHashSet::default(),
            months: FxHashSet::default(),
            days: FxHashSet::default(),
            hours: FxHashSet::default(),
            digits: digit_runs(text),
        };
        for fact in facts {
            match fact.value {
                FactValue::Number(number) => said.numbers.extend(number.to_u32()),
                FactValue::Date { month, day } => {
                    said.months.insert(month);
                    said.days.insert(day);
                }
                FactValue::Time { hour, minute } => {
                    // 3 p.m. and 15:00.
                    said.hours.insert((hour % 12, minute));
                }
                FactValue::Code(_) => {}
            }
        }
        // 9点半 is half past nine.
        for (at, _) in text.match_indices(['点', '點']) {
            let hour = text[..at].chars().rev().take_while(char::is_ascii_digit);
            let digits = hour.take(3).count();
            if text[at..].chars().nth(1) == Some('半')
                && let Ok(hour) = text[at - digits..at].parse::<u8>()
            {
                said.hours.insert((hour % 12, 30));
            }
        }
        said.add_tenths(text);
        for midnight in ["零点", "零點", "零时", "零時", "午夜"] {
            if text.contains(midnight) {
                said.hours.insert((0, 0));
            }
        }
        said.numbers.extend(
            text.split(|character: char| !character.is_alphanumeric())
                .filter_map(roman),
        );
        said
    }

    /// 六成 and 6成 are 60 %, 六成五 is 65 %; that 五成员国 has the same letters only excuses a figure more.
    fn add_tenths(&mut self, text: &str) {
        let digit = |c: char| match c {
            '0'..='9' => c.to_digit(10),
            '两' | '兩' => Some(2),
            _ => "零一二三四五六七八九"
                .chars()
                .position(|han| han == c)
                .map(|at| at as u32),
        };
        for (at, cheng) in text.match_indices('成') {
            let Some(tens) = text[..at].chars().next_back().and_then(digit) else {
                continue;
            };
            let ones = text[at + cheng.len()..].chars().next().and_then(digit);
            for ones in [0].into_iter().chain(ones) {
                let percent = Decimal::new(u64::from(10 * tens + ones), 0);
                self.values.insert(FactValue::Number(percent));
            }
        }
    }

    /// True when this side says what `fact` of the other side's `text` says, whatever it calls it.
    fn says(&self, text: &str, fact: &Fact) -> bool {
        if self.values.contains(&fact.value) {
            return true;
        }
        let known_number = |number: u8| self.numbers.contains(&u32::from(number));
        let meant = match fact.value {
            FactValue::Number(number) => number.to_u32().is_some_and(|number| {
                // 80年代 is the 1980s.
                let decade = number % 10 == 0
                    && (number < 100
                        && [1800, 1900, 2000]
                            .iter()
                            .any(|century| self.numbers.contains(&(century + number)))
                        || (1800..2100).contains(&number)
                            && self.numbers.contains(&(number % 100)));
                decade
                    || u8::try_from(number).is_ok_and(|small| {
                        self.days.contains(&small) || self.months.contains(&small)
                    })
                    || self.hours.iter().any(|(hour, minute)| {
                        number % 12 == u32::from(*hour) && number <= 24 && *minute == 0
                            || number == u32::from(*minute)
                    })
            }),
            FactValue::Date { month, day } => {
                (month == 0 || self.months.contains(&month) || known_number(month))
                    && (day == 0 || self.days.contains(&day) || known_number(day))
            }
            FactValue::Time { hour, minute } => {
                self.hours.contains(&(hour % 12, minute))
                    || known_number(hour) && (minute == 0 || known_number(minute))
            }
            FactValue::Code(_) => true,
        };
        // Phone numbers, scores, versions: the same figures, whatever they mean.
        meant || {
            let runs = digit_runs(fact.span.of(text));
            !runs.is_empty() && runs.iter().all(|run| self.digits.contains(run))
        }
    }
}

/// A Roman numeral of two letters or more, or `V` and `X`: Portuguese counts centuries with them.
fn roman(word: &str) -> Option<u32> {
    let value = |byte| match byte {
        b'I' => Some(1),
        b'V' => Some(5),
        b'X' => Some(10),
        b'L' => Some(50),
        b'C' => Some(100),
        _ => None,
    };
    if word.len() > 8 || matches!(word, "" | "I" | "L" | "C") {
        return None;
    }
    let mut sum = 0;
    let mut bytes = word.bytes().peekable();
    while let Some(byte) = bytes.next() {
        let own = value(byte)?;
        match bytes.peek().copied().map(value) {
            Some(Some(next)) if next > own => sum -= own,
            _ => sum += own,
        }
    }
    u32::try_from(sum).ok()
}

/// The runs of digits in `text`, grouping marks left out, noughts in front too.
fn digit_runs(text: &str) -> FxHashSet<String> {
    let mut runs = FxHashSet::default();
    let mut run = String::new();
    for character in text.chars() {
        let character = match character {
            '０'..='９' => char::from_digit(u32::from(character) - u32::from('０'), 10),
            '0'..='9' => Some(character),
            _ => None,
        };
        match character {
            Some(digit) => run.push(digit),
            None if !run.is_empty() => {
                runs.insert(run.trim_start_matches('0').to_owned());
                run.clear();
            }
            None => {}
        }
    }
    if !run.is_empty() {
        runs.insert(run.trim_start_matches('0').to_owned());
    }
    runs
}

/// True when one could be a slip for the other: the same kind of figure.
pub(super) fn comparable(a: &Fact, b: &Fact) -> bool {
    let plain = |kind| {
        matches!(
            kind,
            FactKind::Count | FactKind::Ordinal | FactKind::Year | FactKind::Amount(_)
        )
    };
    a.kind == b.kind || plain(a.kind) && plain(b.kind)
}
