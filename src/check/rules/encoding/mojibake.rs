//! ENC001 mojibake: UTF-8 that was read in another encoding.

use crate::check::{Applicability, Example, Finding, Maturity, Rule, RuleMeta, Scan, Severity};
use crate::text::mojibake;

static META: RuleMeta = RuleMeta {
    id: "ENC001",
    name: "mojibake",
    category: "Fluency/Character encoding",
    severity: Severity::Major,
    languages: &[],
    maturity: Maturity::Stable,
    what: "Flags a word with letters of UTF-8 that were read in a one-byte encoding.",
    why: "Names become unreadable and cannot be searched.",
    not_flagged: "Right words of languages with such letters (São, AMANHÃ, Ştefan, źdźbło, Đặc), URLs and code.",
    fix_safety: "Safe: the bytes of the damaged letters are a whole UTF-8 sequence, read again as UTF-8.",
    examples: &[
        Example::mended(
            "en",
            "Secretary-General [[AntĂłnio]] Guterres spoke.",
            "Secretary-General António Guterres spoke.",
        ),
        Example::mended(
            "pt",
            "A [[cooperaÃ§Ã£o]] cresce em [[SÃ£o]] Paulo.",
            "A cooperação cresce em São Paulo.",
        ),
        Example::mended("en", "[[Chinaâ€™s]] partners met.", "China’s partners met."),
        Example::mended(
            "zh",
            "报告提到[[ä¸\u{ad}å›½]]的发展。",
            "报告提到中国的发展。",
        ),
        Example::new("pt", "«AMANHû, disse São Tomé; a AÇÃO não é ÂMBAR."),
        Example::new("en", "Ştefan, Łukasz and Đặng met in Île-de-France."),
        Example::new("zh", "中哈关系“新台阶”——上合组织。"),
    ],
};

/// ENC001.
pub(in crate::check::rules) struct Mojibake;

impl Rule for Mojibake {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn check(&self, scan: &Scan<'_>, findings: &mut Vec<Finding>) {
        for damage in mojibake::find(scan.text()) {
            if scan.is_protected(damage.span) {
                continue;
            }
            let found = damage.span.of(scan.text());
            let message = format!(
                "`{found}` is `{}` read as {}",
                damage.repair.repaired, damage.repair.misread_as
            );
            findings.push(
                Finding::new(&META, damage.span, message)
                    .with_confidence(0.97)
                    .with_replacement(damage.repair.repaired, Applicability::Safe),
            );
        }
    }
}
