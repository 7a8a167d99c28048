//! Checkpoints: everything that training changes, so that a resumed training ends with the same
//! bytes as one that was never stopped.
//!
//! Little endian: magic, SHA-256 of the rest, fingerprint of corpus and options, then the state.

use sha2::{Digest, Sha256};

use super::adam::Adam;
use super::trainer::{Batch, State};

const MAGIC: &[u8; 8] = b"alinhaCP";
const DIGEST: usize = 32;

/// Why a checkpoint cannot be gone on from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    /// Some other file.
    #[error("is not a checkpoint of alinha")]
    NotACheckpoint,
    /// Cut short or changed.
    #[error("is damaged: it was cut short or changed after it was written")]
    Damaged,
    /// Of another training.
    #[error("belongs to a training with other files, options or model")]
    OtherTraining,
}

/// The bytes of a checkpoint of the training that `fingerprint` stands for.
pub(super) fn write(state: &State, fingerprint: &[u8; DIGEST]) -> Vec<u8> {
    let mut out = Vec::new();
    out.extend_from_slice(MAGIC);
    out.extend_from_slice(&[0; DIGEST]);
    out.extend_from_slice(fingerprint);
    put(&mut out, state.epoch);
    put(&mut out, state.done as u64);
    put(&mut out, u64::from(state.adam.steps));
    put(&mut out, state.plan.len() as u64);
    for batch in &state.plan {
        match batch {
            Batch::Pairs(pairs) => {
                put(&mut out, (pairs.len() as u64) << 1);
                for (file, row) in pairs {
                    out.extend_from_slice(&file.to_le_bytes());
                    out.extend_from_slice(&row.to_le_bytes());
                }
            }
            Batch::Taught(rows) => {
                put(&mut out, (rows.len() as u64) << 1 | 1);
                for row in rows {
                    out.extend_from_slice(&row.to_le_bytes());
                }
            }
        }
    }
    for values in [&state.table, &state.adam.first, &state.adam.second] {
        put_values(&mut out, values);
    }
    put(&mut out, state.finished.len() as u64);
    for (dim, table) in &state.finished {
        put(&mut out, *dim as u64);
        put_values(&mut out, table);
    }
    let digest = Sha256::digest(&out[MAGIC.len() + DIGEST..]);
    out[MAGIC.len()..][..DIGEST].copy_from_slice(&digest);
    out
}

fn put(out: &mut Vec<u8>, number: u64) {
    out.extend_from_slice(&number.to_le_bytes());
}

fn put_values(out: &mut Vec<u8>, values: &[f32]) {
    put(out, values.len() as u64);
    for value in values {
        out.extend_from_slice(&value.to_le_bytes());
    }
}

/// The state in a checkpoint of the training that `fingerprint` stands for.
pub(super) fn read(bytes: &[u8], fingerprint: &[u8; DIGEST]) -> Result<State, CheckpointError> {
    let rest = bytes
        .strip_prefix(MAGIC)
        .ok_or(CheckpointError::NotACheckpoint)?;
    let (digest, rest) = rest
        .split_first_chunk::<DIGEST>()
        .ok_or(CheckpointError::Damaged)?;
    if Sha256::digest(rest).as_slice() != digest {
        return Err(CheckpointError::Damaged);
    }
    let rest = rest
        .strip_prefix(fingerprint)
        .ok_or(CheckpointError::OtherTraining)?;
    // The digest was right, so what follows is what was written.
    parse(&mut Reader(rest)).ok_or(CheckpointError::Damaged)
}

fn parse(reader: &mut Reader<'_>) -> Option<State> {
    let epoch = reader.number()?;
    let done = reader.number()? as usize;
    let steps = u32::try_from(reader.number()?).ok()?;
    let mut plan = Vec::new();
    for _ in 0..reader.number()? {
        let head = reader.number()?;
        let rows = (head >> 1) as usize;
        plan.push(if head & 1 == 1 {
            Batch::Taught(reader.words(rows)?.collect())
        } else {
            let words: Vec<u32> = reader.words(rows.checked_mul(2)?)?.collect();
            Batch::Pairs(
                words
                    .chunks_exact(2)
                    .map(|pair| (pair[0], pair[1]))
                    .collect(),
            )
        });
    }
    let (table, first, second) = (reader.values()?, reader.values()?, reader.values()?);
    let mut finished = Vec::new();
    for _ in 0..reader.number()? {
        finished.push((reader.number()? as usize, reader.values()?));
    }
    Some(State {
        table,
        adam: Adam {
            first,
            second,
            steps,
        },
        epoch,
        plan,
        done,
        finished,
    })
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn number(&mut self) -> Option<u64> {
        let (head, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(u64::from_le_bytes(*head))
    }

    fn values(&mut self) -> Option<Vec<f32>> {
        let count = self.number()? as usize;
        Some(self.words(count)?.map(f32::from_bits).collect())
    }

    fn words(&mut self, count: usize) -> Option<impl Iterator<Item = u32> + 'a> {
        let (words, rest) = self.0.split_at_checked(count.checked_mul(4)?)?;
        self.0 = rest;
        let (words, _) = words.as_chunks::<4>();
        Some(words.iter().map(|word| u32::from_le_bytes(*word)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state() -> State {
        State {
            table: vec![0.5, -1.0, 3.0, 0.0],
            adam: Adam {
                first: vec![0.1; 4],
                second: vec![0.2; 4],
                steps: 7,
            },
            epoch: 2,
            plan: vec![
                Batch::Pairs(vec![(0, 1), (3, 2)]),
                Batch::Taught(vec![5, 4]),
            ],
            done: 1,
            finished: vec![(2, vec![0.5; 8]), (1, vec![1.5; 4])],
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let bytes = write(&state(), &[9; DIGEST]);
        assert_eq!(read(&bytes, &[9; DIGEST]), Ok(state()));
    }

    #[test]
    fn foreign_and_damaged_files_are_refused() {
        let bytes = write(&state(), &[9; DIGEST]);
        let problem = |bytes: &[u8]| read(bytes, &[9; DIGEST]).err();
        assert_eq!(
            read(&bytes, &[8; DIGEST]),
            Err(CheckpointError::OtherTraining)
        );
        assert_eq!(problem(b""), Some(CheckpointError::NotACheckpoint));
        assert_eq!(problem(b"a text"), Some(CheckpointError::NotACheckpoint));
        for end in MAGIC.len()..bytes.len() {
            assert_eq!(problem(&bytes[..end]), Some(CheckpointError::Damaged));
        }
        for at in MAGIC.len()..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 4;
            assert_eq!(problem(&changed), Some(CheckpointError::Damaged));
        }
    }
}
