//! The table of a static model: small numbers, a scale a row, and the sum of rows.

use std::borrow::Cow;

/// Number of rows whose sum fits 16 bits: 16 x 15 x 255 < 65,536.
const BLOCK: usize = 16;
/// Rows that are added in one go, so that the sums are loaded and stored once for all.
const STRIDE: usize = 4;

/// Rows of `dim` values in 4 or 8 bits each, and a scale a row.
///
/// - 4 bits: the value is (nibble - 7.5) x scale. A row is `dim / 4` words of 16 bits, little
///   endian; word `k` holds, from its lowest bits up, the values `k`, `k + dim/4`, `k + dim/2`
///   and `k + 3 dim/4`.
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

impl Table {
    /// Bytes of a row.
    pub(super) fn width(dim: usize, bits: u8) -> usize {
        dim * usize::from(bits) / 8
    }

    fn row(&self, row: u32) -> (&[u8], u8) {
        let (row, width) = (row as usize, Self::width(self.dim, self.bits));
        (&self.values[row * width..][..width], self.scales[row])
    }

    /// Adds `rows` to `sum`, which has `dim` values. The result does not depend on the order of
    /// the rows as long as no value passes 2^23.
    ///
    /// `lanes` is scratch space.
    pub(super) fn add(&self, rows: &[u32], lanes: &mut Vec<u16>, sum: &mut [f32]) {
        if self.bits == 8 {
            for row in rows {
                let (bytes, scale) = self.row(*row);
                add_bytes(sum, bytes, scale);
            }
            return;
        }
        lanes.clear();
        lanes.resize(self.dim, 0);
        for block in rows.chunks(BLOCK) {
            let mut scales = 0;
            for group in block.chunks(STRIDE) {
                // A short group is filled up with rows of scale 0.
                let rows = std::array::from_fn::<_, STRIDE, _>(|at| match group.get(at) {
                    Some(row) => self.row(*row),
                    None => (self.row(group[0]).0, 0),
                });
                scales += rows.iter().map(|(_, scale)| u32::from(*scale)).sum::<u32>();
                add_words(lanes, rows);
            }
            spill(lanes, scales, sum);
        }
    }

    /// The values of one row, in steps.
    pub(super) fn values_of(&self, row: u32) -> Vec<f32> {
        let mut values = vec![0.0; self.dim];
        self.add(&[row], &mut Vec::new(), &mut values);
        values
    }
}

/// Adds rows of nibbles times their scales to the four quarters of `lanes`.
///
/// A nibble is not cut out of its word: what stands above it is a whole multiple of 16, which
/// [`spill`] takes away again. All is modulo 2^16, where the true sums fit.
#[inline]
fn add_words(lanes: &mut [u16], rows: [(&[u8], u8); STRIDE]) {
    let [first, second, third, fourth] = quarters(lanes);
    let count = first.len();
    let rows = rows.map(|(bytes, scale)| (&bytes.as_chunks().0[..count], u16::from(scale)));
    for k in 0..count {
        let (mut a, mut b, mut c, mut d) = (first[k], second[k], third[k], fourth[k]);
        for (words, scale) in rows {
            let word = u16::from_le_bytes(words[k]);
            a = a.wrapping_add(word.wrapping_mul(scale));
            b = b.wrapping_add((word >> 4).wrapping_mul(scale));
            c = c.wrapping_add((word >> 8).wrapping_mul(scale));
            d = d.wrapping_add((word >> 12).wrapping_mul(scale));
        }
        (first[k], second[k], third[k], fourth[k]) = (a, b, c, d);
    }
}

/// Moves what [`add_words`] gathered into `sum` and clears it; `scales` is the sum of the scales.
#[inline]
fn spill(lanes: &mut [u16], scales: u32, sum: &mut [f32]) {
    let middle = 7.5 * scales as f32;
    let [a, b, c, d] = quarters(lanes);
    let [to_a, to_b, to_c, to_d] = quarters(sum);
    for k in 0..a.len() {
        to_a[k] += f32::from(a[k].wrapping_sub(b[k] << 4)) - middle;
        to_b[k] += f32::from(b[k].wrapping_sub(c[k] << 4)) - middle;
        to_c[k] += f32::from(c[k].wrapping_sub(d[k] << 4)) - middle;
        to_d[k] += f32::from(d[k]) - middle;
    }
    lanes.fill(0);
}

/// The four quarters of a slice, of one length.
#[inline]
fn quarters<T>(slice: &mut [T]) -> [&mut [T]; 4] {
    let count = slice.len() / 4;
    let (a, rest) = slice.split_at_mut(count);
    let (b, rest) = rest.split_at_mut(count);
    let (c, d) = rest.split_at_mut(count);
    [a, b, c, &mut d[..count]]
}

#[inline]
fn add_bytes(sum: &mut [f32], bytes: &[u8], scale: u8) {
    let scale = i16::from(scale);
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
        let quarter = table.dim / 4;
        let value = |row: u32, at: usize| {
            let (bytes, scale) = table.row(row);
            let number = if table.bits == 8 {
                f32::from(bytes[at] as i8)
            } else {
                let word = &bytes[2 * (at % quarter)..][..2];
                let word = u16::from_le_bytes([word[0], word[1]]);
                f32::from(word >> (4 * (at / quarter)) & 15) - 7.5
            };
            number * f32::from(scale)
        };
        (0..table.dim)
            .map(|at| rows.iter().map(|row| value(*row, at)).sum())
            .collect()
    }

    proptest! {
        #[test]
        fn sums_are_those_of_the_format(
            (dim, bits) in (1..6_usize, prop_oneof![Just(4_u8), Just(8)]).prop_map(|(eights, bits)| (eights * 8, bits)),
            bytes in proptest::collection::vec(any::<u8>(), 7 * 40),
            scales in proptest::collection::vec(any::<u8>(), 7),
            rows in proptest::collection::vec(0..7_u32, 0..70),
        ) {
            let width = Table::width(dim, bits);
            let table = Table { dim, bits, scales: scales.into(), values: bytes[..7 * width].to_vec().into() };
            let mut sum = vec![1.0; dim];
            table.add(&rows, &mut vec![9; 3], &mut sum);
            let expected: Vec<f32> = plainly(&table, &rows).iter().map(|value| value + 1.0).collect();
            prop_assert_eq!(sum, expected);
        }
    }

    #[test]
    fn the_largest_rows_do_not_overflow() {
        let table = Table {
            dim: 8,
            bits: 4,
            scales: vec![255].into(),
            values: vec![255; 4].into(),
        };
        let mut sum = vec![0.0; 8];
        table.add(&[0; 1000], &mut Vec::new(), &mut sum);
        assert_eq!(sum, [7.5 * 255.0 * 1000.0; 8]);
    }
}
