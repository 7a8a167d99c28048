//! Wires the stages together; the only user of threads besides training.
