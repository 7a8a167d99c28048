//! The table of a static model: small numbers, a scale a row, and the sum of rows.

use std::borrow::Cow;

/// Values of a row that stand together; a row has whole blocks.
pub(super) const BLOCK: usize = 32;
/// Words in a block of 4-bit values, and with it lanes that are added at once.
const WORDS: usize = 8;
/// The sum of the scales of rows whose sum fits 16 bits: each nibble is 15 at most.
const FULL: u16 = u16::MAX / 15;

/// Rows of `dim` values in 4 or 8 bits each, and a scale a row.
///
/// - 4 bits: the value is (nibble - 7.5) x scale. 32 values are 8 words of 16 bits, little endian;
///   word `k` holds, from its lowest bits up, the values `k`, `k + 8`, `k + 16` and `k + 24`.
/// - 8 bits: the value is a signed byte x scale.
///
/// Scales are whole numbers up to 255. What a scale of 1 means, the step of the model, is the
/// same for all rows and plays no part in the direction of a sum: sums are in steps.
#[derive(Clone, Debug)]
pub(super) struct Table {
    pub(super) dim: usize,
    pub(super) bits: u8,
    pub(super) scales: Cow<'static, [u8]>,
    pub(super) values: Cow<'static, [u8]>,
}

/// 16-bit sums of the four nibbles of the words of one block.
pub(super) type Lanes = [[u16; WORDS]; 4];

impl Table {
    /// Bytes of a row.
    pub(super) fn width(dim: usize, bits: u8) -> usize {
        dim * usize::from(bits) / 8
    }

    /// How many [`Lanes`] [`Table::add`] needs.
    pub(super) fn lanes(&self) -> usize {
        self.dim / BLOCK
    }

    /// Adds `rows` to `sum`, which has `dim` values. The result does not depend on the order of
    /// the rows as long as no value passes 2^23.
    ///
    /// `lanes` is scratch space: [`Table::lanes`] of them, all zero before and after.
    #[inline(always)]
    pub(super) fn add(&self, rows: &[u32], lanes: &mut [Lanes], sum: &mut [f32]) {
        let (values, scales) = (&*self.values, &*self.scales);
        let width = Self::width(self.dim, self.bits);
        let find = |row: u32| {
            let row = row as usize;
            (&values[row * width..][..width], u16::from(scales[row]))
        };
        if self.bits == 8 {
            for row in rows {
                let (bytes, scale) = find(*row);
                add_bytes(sum, bytes, scale);
            }
            return;
        }
        assert_eq!(lanes.len(), self.lanes());
        let mut total = 0;
        let mut make_room = |lanes: &mut [Lanes], sum: &mut [f32], more: u16| {
            if total + more > FULL {
                spill(lanes, total, sum);
                total = 0;
            }
            total += more;
        };
        // Four rows at a time, so that the lanes are loaded and stored once for all; a short group
        // is filled up with rows of scale 0.
        for group in rows.chunks(4) {
            let first = find(group[0]);
            let at = |k: usize| group.get(k).map_or((first.0, 0), |row| find(*row));
            let rows = [first, at(1), at(2), at(3)];
            make_room(lanes, sum, rows[0].1 + rows[1].1 + rows[2].1 + rows[3].1);
            add_words(lanes, rows);
        }
        spill(lanes, total, sum);
    }

    /// The values of one row, in steps.
    pub(super) fn values_of(&self, row: u32) -> Vec<f32> {
        let mut values = vec![0.0; self.dim];
        self.add(
            &[row],
            &mut vec![Lanes::default(); self.lanes()],
            &mut values,
        );
        values
    }
}

/// Adds rows of nibbles times their scales to `lanes`.
///
/// A nibble is not cut out of its word: what stands above it is a whole multiple of 16, which
/// [`spill`] takes away again. All is modulo 2^16, where the true sums fit.
#[inline(always)]
fn add_words(lanes: &mut [Lanes], rows: [(&[u8], u16); 4]) {
    let blocks = lanes.len();
    let rows = rows.map(|(bytes, scale)| {
        let (words, _) = bytes.as_chunks::<2>();
        (&words.as_chunks::<WORDS>().0[..blocks], scale)
    });
    for (at, lanes) in lanes.iter_mut().enumerate() {
        let [mut a, mut b, mut c, mut d] = *lanes;
        for (words, scale) in rows {
            let words = words[at].map(u16::from_le_bytes);
            for k in 0..WORDS {
                a[k] = a[k].wrapping_add(words[k].wrapping_mul(scale));
            }
            for k in 0..WORDS {
                b[k] = b[k].wrapping_add((words[k] >> 4).wrapping_mul(scale));
            }
            for k in 0..WORDS {
                c[k] = c[k].wrapping_add((words[k] >> 8).wrapping_mul(scale));
            }
            for k in 0..WORDS {
                d[k] = d[k].wrapping_add((words[k] >> 12).wrapping_mul(scale));
            }
        }
        *lanes = [a, b, c, d];
    }
}

/// Moves what [`add_words`] gathered into `sum` and clears it; `scales` is the sum of the scales.
#[inline(always)]
fn spill(lanes: &mut [Lanes], scales: u16, sum: &mut [f32]) {
    let middle = 7.5 * f32::from(scales);
    let (blocks, _) = sum.as_chunks_mut::<BLOCK>();
    for (sum, lanes) in blocks.iter_mut().zip(lanes) {
        let [mut a, mut b, mut c, d] = *lanes;
        *lanes = Lanes::default();
        for k in 0..WORDS {
            a[k] = a[k].wrapping_sub(b[k] << 4);
            b[k] = b[k].wrapping_sub(c[k] << 4);
            c[k] = c[k].wrapping_sub(d[k] << 4);
        }
        for (sum, lane) in sum.iter_mut().zip([a, b, c, d].as_flattened()) {
            *sum += f32::from(*lane) - middle;
        }
    }
}

#[inline(always)]
fn add_bytes(sum: &mut [f32], bytes: &[u8], scale: u16) {
    let scale = scale.cast_signed();
    for (sum, byte) in sum.iter_mut().zip(bytes) {
        *sum += f32::from(i16::from(byte.cast_signed()) * scale);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The sum of `rows` by the words of the format.
    fn plainly(table: &Table, rows: &[u32]) -> Vec<f32> {
        let width = Table::width(table.dim, table.bits);
        let value = |row: u32, at: usize| {
            let bytes = &table.values[row as usize * width..][..width];
            let number = if table.bits == 8 {
                f32::from(bytes[at] as i8)
            } else {
                let word = &bytes[at / 32 * 16 + 2 * (at % 8)..][..2];
                let word = u16::from_le_bytes([word[0], word[1]]);
                f32::from(word >> (4 * (at % 32 / 8)) & 15) - 7.5
            };
            number * f32::from(table.scales[row as usize])
        };
        (0..table.dim)
            .map(|at| rows.iter().map(|row| value(*row, at)).sum())
            .collect()
    }

    proptest! {
        #[test]
        fn sums_are_those_of_the_format(
            (dim, bits) in (1..5_usize, prop_oneof![Just(4_u8), Just(8)]).prop_map(|(blocks, bits)| (blocks * 32, bits)),
            bytes in proptest::collection::vec(any::<u8>(), 7 * 128),
            scales in proptest::collection::vec(any::<u8>(), 7),
            rows in proptest::collection::vec(0..7_u32, 0..70),
        ) {
            let width = Table::width(dim, bits);
            let table = Table { dim, bits, scales: scales.into(), values: bytes[..7 * width].to_vec().into() };
            let mut sum = vec![1.0; dim];
            table.add(&rows, &mut vec![Lanes::default(); table.lanes()], &mut sum);
            let expected: Vec<f32> = plainly(&table, &rows).iter().map(|value| value + 1.0).collect();
            prop_assert_eq!(sum, expected);
        }
    }

    #[test]
    fn the_largest_rows_do_not_overflow() {
        let table = Table {
            dim: 32,
            bits: 4,
            scales: vec![255].into(),
            values: vec![255; 16].into(),
        };
        let mut sum = vec![0.0; 32];
        table.add(&[0; 1000], &mut [Lanes::default()], &mut sum);
        assert_eq!(sum, [7.5 * 255.0 * 1000.0; 32]);
    }
}
