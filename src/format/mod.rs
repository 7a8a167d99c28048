//! Files that other programs read and write, one file a format.

pub mod aligned_csv;
pub mod guard;
pub mod links_csv;
