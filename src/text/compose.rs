//! Edits of edited texts, told as edits of the first one.

use super::{Edit, Span, SpliceError, splice};

/// The edits that do at once what `first` and then `second` do.
///
/// `first` are edits of some text, `middle` is that text with them made, `second` are edits of
/// `middle`. Edits that meet become one; what no edit touched is touched by none of the result.
///
/// # Errors
/// If edits of `second` overlap or stand out of order.
pub fn compose(first: &[Edit], middle: &str, second: &[Edit]) -> Result<Vec<Edit>, SpliceError> {
    let mut composed = Vec::with_capacity(first.len() + second.len());
    let (mut first, mut second) = (first.iter().peekable(), second.iter().peekable());
    // How far a place of `middle` lies behind the same place of the text before `first`.
    let mut shift: isize = 0;
    let back = |at: usize, shift: isize| at.saturating_add_signed(-shift);
    loop {
        let next = first.peek().map(|edit| moved_start(edit, shift));
        let start = match (next, second.peek()) {
            (None, None) => return Ok(composed),
            (Some(at), None) => at,
            (None, Some(edit)) => edit.span.start,
            (Some(at), Some(edit)) => at.min(edit.span.start),
        };
        let original_start = back(start, shift);
        // Everything that hangs together with the edit that starts here, in places of `middle`.
        let mut end = start;
        let mut inside: Vec<Edit> = Vec::new();
        loop {
            if let Some(edit) = first.next_if(|edit| moved_start(edit, shift) <= end) {
                let made = moved_start(edit, shift) + edit.replacement.len();
                end = end.max(made);
                shift += edit.replacement.len().cast_signed() - edit.span.len().cast_signed();
            } else if let Some(edit) = second.next_if(|edit| edit.span.start <= end) {
                end = end.max(edit.span.end);
                inside.push(Edit {
                    span: Span::new(
                        edit.span.start.saturating_sub(start),
                        edit.span.end.saturating_sub(start),
                    ),
                    replacement: edit.replacement.clone(),
                });
            } else {
                break;
            }
        }
        composed.push(Edit {
            span: Span::new(original_start, back(end, shift)),
            replacement: splice(&middle[start..end], &inside)?,
        });
    }
}

/// Where the text that `edit` put in starts, when the edits before it moved it by `shift`.
fn moved_start(edit: &Edit, shift: isize) -> usize {
    edit.span.start.saturating_add_signed(shift)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn edit(start: usize, end: usize, replacement: &str) -> Edit {
        Edit {
            span: Span::new(start, end),
            replacement: replacement.to_owned(),
        }
    }

    #[test]
    fn edits_that_meet_become_one() {
        let first = [edit(0, 4, "b"), edit(6, 7, "xyz")];
        let middle = splice("aaaa, c; d", &first).expect("in order");
        assert_eq!(middle, "b, xyz; d");
        let second = [edit(3, 4, "q"), edit(8, 9, "e")];
        assert_eq!(
            compose(&first, &middle, &second).expect("in order"),
            [edit(0, 4, "b"), edit(6, 7, "qyz"), edit(9, 10, "e")]
        );
    }

    /// Edits of a text, made of cuts at random characters of it.
    fn edits_of(text: &str, cuts: &[(usize, usize, String)]) -> Vec<Edit> {
        let borders: Vec<usize> = text
            .char_indices()
            .map(|(at, _)| at)
            .chain([text.len()])
            .collect();
        let mut edits: Vec<Edit> = Vec::new();
        let mut at = 0;
        for (skip, len, replacement) in cuts {
            let start = at + skip;
            let end = start + len;
            if end >= borders.len() {
                break;
            }
            edits.push(edit(borders[start], borders[end], replacement));
            at = end;
        }
        edits
    }

    fn cuts() -> impl Strategy<Value = Vec<(usize, usize, String)>> {
        prop::collection::vec((0usize..4, 0usize..3, "[a鲁]{0,3}"), 0..6)
    }

    proptest! {
        #[test]
        fn composed_edits_do_what_both_do(
            text in "[bc班é]{0,20}",
            first in cuts(),
            second in cuts(),
        ) {
            let first = edits_of(&text, &first);
            let middle = splice(&text, &first).expect("in order");
            let second = edits_of(&middle, &second);
            let after = splice(&middle, &second).expect("in order");
            let composed = compose(&first, &middle, &second).expect("in order");
            prop_assert_eq!(splice(&text, &composed).expect("in order"), after);
        }
    }
}
