//! From trained numbers to the table of a model file.

use super::table::Table;

/// Scales tried for a row, between [`LEAST`] and once what takes in its largest value.
const TRIES: usize = 24;
/// Below this part of the full range too much is cut off, whatever the row.
const LEAST: f32 = 0.3;

/// Puts `values`, row-major with `dim` a row and all finite, into `bits` (4 or 8) each. Gives
/// back the table and its step.
///
/// Each row gets the scale of least squared error among those tried; the largest of them becomes
/// 255 steps, and every row takes the whole number of steps that serves it best. Steps matter
/// little beside the values' own bits: a row with a tenth of the largest scale is off by 2 %.
pub(super) fn quantise(values: &[f32], dim: usize, bits: u8) -> (Table, f32) {
    let code = Code::of(bits);
    let scales: Vec<f32> = values
        .chunks_exact(dim)
        .map(|row| code.best_scale(row))
        .collect();
    let largest = scales.iter().copied().fold(0.0, f32::max);
    // All rows are zero: any step will do.
    let step = if largest > 0.0 { largest / 255.0 } else { 1.0 };
    let width = Table::width(dim, bits);
    let mut table = Table {
        dim,
        bits,
        scales: Vec::with_capacity(scales.len()).into(),
        values: vec![0; scales.len() * width].into(),
    };
    let packed = table.values.to_mut().chunks_exact_mut(width);
    for ((row, scale), packed) in values.chunks_exact(dim).zip(scales).zip(packed) {
        let steps = scale / step;
        let scale = [steps.floor(), steps.ceil().min(255.0)]
            .into_iter()
            .min_by(|a, b| {
                code.error(row, a * step)
                    .total_cmp(&code.error(row, b * step))
            })
            .unwrap_or(0.0);
        table.scales.to_mut().push(scale as u8);
        code.pack(row, scale * step, packed);
    }
    (table, step)
}

/// The numbers that a value may become, times the scale: `middle` less, from `0` to `last`.
#[derive(Clone, Copy)]
struct Code {
    middle: f32,
    last: f32,
}

impl Code {
    fn of(bits: u8) -> Self {
        if bits == 4 {
            Self {
                middle: 7.5,
                last: 15.0,
            }
        } else {
            // Signed bytes; -128 is left out, so that both ends reach as far.
            Self {
                middle: 127.0,
                last: 254.0,
            }
        }
    }

    /// Number of the level that comes nearest to `value`.
    fn level(self, value: f32, scale: f32) -> f32 {
        (value / scale + self.middle).round().clamp(0.0, self.last)
    }

    /// Squared error of the row with this scale.
    fn error(self, row: &[f32], scale: f32) -> f32 {
        let squares = row.iter().map(|value| {
            let kept = if scale > 0.0 {
                (self.level(*value, scale) - self.middle) * scale
            } else {
                0.0
            };
            (value - kept).powi(2)
        });
        squares.sum()
    }

    /// The scale of least squared error: the best of a grid, then fitted to the levels it gave.
    fn best_scale(self, row: &[f32]) -> f32 {
        let largest = row
            .iter()
            .fold(0.0_f32, |most, value| most.max(value.abs()));
        let full = largest / self.middle;
        if full == 0.0 {
            return 0.0;
        }
        let tries = (0..TRIES).map(|at| {
            let part = LEAST + (1.0 - LEAST) * (at + 1) as f32 / TRIES as f32;
            self.fitted(row, full * part)
        });
        tries
            .min_by(|a, b| self.error(row, *a).total_cmp(&self.error(row, *b)))
            .unwrap_or(full)
    }

    /// The scale that is best for the levels which `scale` gives (least squares).
    fn fitted(self, row: &[f32], scale: f32) -> f32 {
        let (mut along, mut squares) = (0.0_f64, 0.0_f64);
        for value in row {
            let level = f64::from(self.level(*value, scale) - self.middle);
            along += level * f64::from(*value);
            squares += level * level;
        }
        let fitted = (along / squares) as f32;
        if fitted > 0.0 { fitted } else { scale }
    }

    fn pack(self, row: &[f32], scale: f32, packed: &mut [u8]) {
        let level = |at: usize| {
            if scale > 0.0 {
                self.level(row[at], scale)
            } else {
                self.middle
            }
        };
        if self.last > 15.0 {
            for (at, byte) in packed.iter_mut().enumerate() {
                *byte = ((level(at) - self.middle) as i8).cast_unsigned();
            }
            return;
        }
        // 32 values are 8 words: see `Table`.
        for (k, word) in packed.as_chunks_mut().0.iter_mut().enumerate() {
            let first = k / 8 * 32 + k % 8;
            let nibbles = (0..4).map(|q| (level(first + 8 * q) as u16) << (4 * q));
            *word = nibbles.fold(0, |word, nibble| word | nibble).to_le_bytes();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers that look like a normal distribution, of one seed.
    fn normal(count: usize, size: f32) -> Vec<f32> {
        let mut state = 7_u64;
        let mut uniform = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            (state >> 40) as f32 / (1_u64 << 24) as f32
        };
        let mut draw = || (0..12).map(|_| uniform()).sum::<f32>() - 6.0;
        (0..count).map(|_| draw() * size).collect()
    }

    /// Part of the energy of `values` that is lost.
    fn loss(values: &[f32], bits: u8) -> f32 {
        let dim = 64;
        let (table, step) = quantise(values, dim, bits);
        let mut lost = 0.0;
        for (row, values) in (0..).zip(values.chunks_exact(dim)) {
            let kept = table.values_of(row);
            let errors = values
                .iter()
                .zip(kept)
                .map(|(value, kept)| (value - kept * step).powi(2));
            lost += errors.sum::<f32>();
        }
        lost / values.iter().map(|value| value * value).sum::<f32>()
    }

    #[test]
    fn little_is_lost() {
        let values = normal(64 * 200, 0.3);
        // The optimal uniform quantiser of a normal source loses 1.15 % with 16 levels (Max 1960);
        // a row of its own scale does a little better.
        let four = loss(&values, 4);
        assert!(four < 0.0115, "{four}");
        let eight = loss(&values, 8);
        assert!(eight < 0.0001, "{eight}");
    }

    #[test]
    fn rows_of_other_sizes_keep_their_own() {
        let mut values = normal(64 * 20, 1.0);
        values.extend(normal(64 * 20, 0.02));
        let (table, step) = quantise(&values, 64, 4);
        let small = &values[64 * 20..];
        let kept: Vec<f32> = (20..40).flat_map(|row| table.values_of(row)).collect();
        let energy: f32 = small.iter().map(|value| value * value).sum();
        let errors = small
            .iter()
            .zip(kept)
            .map(|(value, kept)| (value - kept * step).powi(2));
        // A fiftieth of the largest scale is five steps: the worst that a trained table comes to.
        let lost = errors.sum::<f32>() / energy;
        assert!(lost < 0.02, "{lost}");
    }

    #[test]
    fn zeros_stay_zeros() {
        for bits in [4, 8] {
            let mut values = vec![0.0; 64];
            let (table, step) = quantise(&values, 64, bits);
            assert_eq!((table.values_of(0), step), (values.clone(), 1.0));
            values.extend(normal(64, 1.0));
            let (table, _) = quantise(&values, 64, bits);
            assert_eq!(table.values_of(0), values[..64]);
        }
    }

    #[test]
    fn the_levels_at_the_ends_come_back() {
        let row: Vec<f32> = (0..32).map(|at| (at % 16) as f32 - 7.5).collect();
        let (table, step) = quantise(&row, 32, 4);
        let kept: Vec<f32> = table
            .values_of(0)
            .iter()
            .map(|value| value * step)
            .collect();
        for (value, kept) in row.iter().zip(&kept) {
            assert!((value - kept).abs() < 1e-5, "{value} became {kept}");
        }
    }
}
