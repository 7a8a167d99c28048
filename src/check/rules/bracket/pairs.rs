//! Pairing of marks, paragraph by paragraph.

/// A mark that opens or closes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    /// Byte offset.
    pub(super) at: usize,
    /// The mark.
    pub(super) character: char,
    /// Index of its kind of pair: both halves share it.
    pub(super) kind: usize,
    /// True for the opening half.
    pub(super) opens: bool,
}

/// Finds the marks that lack their other half. Linear: each mark is pushed and popped once.
///
/// Fed mark by mark; `end_paragraph` gives up on what is still open.
#[derive(Debug)]
pub(super) struct Pairing<const KINDS: usize> {
    open: Vec<Mark>,
    count: [usize; KINDS],
    /// Marks without their other half, in no order.
    pub(super) lone: Vec<Mark>,
}

impl<const KINDS: usize> Pairing<KINDS> {
    pub(super) fn new() -> Self {
        Self {
            open: Vec::new(),
            count: [0; KINDS],
            lone: Vec::new(),
        }
    }

    /// Takes the next mark; returns the opening half that a closing one found.
    pub(super) fn take(&mut self, mark: Mark) -> Option<Mark> {
        if mark.opens {
            self.open.push(mark);
            self.count[mark.kind] += 1;
            return None;
        }
        if self.count[mark.kind] == 0 {
            self.lone.push(mark);
            return None;
        }
        while let Some(top) = self.open.pop() {
            self.count[top.kind] -= 1;
            if top.kind == mark.kind {
                return Some(top);
            }
            self.lone.push(top);
        }
        None
    }

    /// True when a mark of this kind is still open.
    pub(super) fn is_open(&self, kind: usize) -> bool {
        self.count[kind] > 0
    }

    /// The innermost mark that is still open.
    pub(super) fn innermost(&self) -> Option<Mark> {
        self.open.last().copied()
    }

    /// Forgets the innermost open mark.
    pub(super) fn close_innermost(&mut self) {
        if let Some(top) = self.open.pop() {
            self.count[top.kind] -= 1;
        }
    }

    /// What is open stays open no longer.
    pub(super) fn end_paragraph(&mut self) {
        self.lone.append(&mut self.open);
        self.count = [0; KINDS];
    }
}
