//! Applying fixes: which edits of many findings go together.
