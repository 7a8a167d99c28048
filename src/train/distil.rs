//! The distillation objective: likenesses inside a batch shall be those that a teacher sees.
//!
//! Only likenesses are compared, never values (relational distillation, Park et al. 2019), so
//! that the teacher's vectors may be of any length.

use ndarray::{Array2, ArrayView2, ArrayViewMut2, linalg::general_mat_mul};
use rayon::prelude::*;

use super::contrastive::{exp, product};

/// The mean loss of a sentence, in nats, and its gradient: cross entropy between the softmax of
/// the teacher's cosines with the other sentences of the batch and the softmax of ours.
///
/// `student` is rows x dim, `teacher` rows x any, both of unit rows.
pub(super) fn loss(
    student: ArrayView2<'_, f32>,
    teacher: ArrayView2<'_, f32>,
    temperature: f32,
    gradient: ArrayViewMut2<'_, f32>,
) -> f64 {
    let rows = student.nrows();
    let mut ours = Array2::<f32>::zeros((rows, rows));
    product(student, student.t(), ours.view_mut());
    let mut theirs = Array2::<f32>::zeros((rows, rows));
    product(teacher, teacher.t(), theirs.view_mut());
    let scale = 1.0 / temperature;
    let losses: Vec<f64> = ours
        .as_slice_mut()
        .unwrap_or_default()
        .par_chunks_mut(rows)
        .zip(theirs.as_slice().unwrap_or_default().par_chunks(rows))
        .enumerate()
        .map(|(own, (ours, theirs))| row_loss(own, ours, theirs, scale, rows))
        .collect();
    // Each cosine belongs to two rows.
    let mut both = ours.clone();
    both += &ours.t();
    let mut gradient = gradient;
    general_mat_mul(1.0, &both, &student, 0.0, &mut gradient);
    losses.iter().sum::<f64>() / rows as f64
}

/// The loss of one row; `ours` becomes its gradient by the cosines.
fn row_loss(own: usize, ours: &mut [f32], theirs: &[f32], scale: f32, rows: usize) -> f64 {
    let mut loss = 0.0_f64;
    let (mut our_sum, mut their_sum) = (0.0_f32, 0.0_f32);
    let mut targets = Vec::with_capacity(theirs.len());
    for (column, (value, their)) in ours.iter_mut().zip(theirs).enumerate() {
        let target = if column == own {
            0.0
        } else {
            exp((their.min(1.0) - 1.0) * scale)
        };
        targets.push(target);
        their_sum += target;
        loss -= f64::from(target * (*value - 1.0) * scale);
        *value = if column == own {
            0.0
        } else {
            exp((*value - 1.0) * scale)
        };
        our_sum += *value;
    }
    let (our_sum, their_sum) = (
        our_sum.max(f32::MIN_POSITIVE),
        their_sum.max(f32::MIN_POSITIVE),
    );
    loss = loss / f64::from(their_sum) + f64::from(our_sum).ln();
    let step = scale / rows as f32;
    for (value, target) in ours.iter_mut().zip(targets) {
        *value = step * (*value / our_sum - target / their_sum);
    }
    loss
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::embed::random::Random;

    fn vectors(rows: usize, dim: usize, seed: u64) -> Array2<f32> {
        let mut random = Random::new(seed, 0);
        let mut values = Array2::from_shape_fn((rows, dim), |_| random.normal());
        for mut row in values.rows_mut() {
            let norm = row.dot(&row).sqrt();
            row /= norm;
        }
        values
    }

    fn loss_of(student: &Array2<f32>, teacher: &Array2<f32>) -> (f64, Array2<f32>) {
        let mut gradient = Array2::zeros(student.dim());
        let loss = loss(student.view(), teacher.view(), 0.2, gradient.view_mut());
        (loss, gradient)
    }

    #[test]
    fn gradients_are_those_of_the_loss() {
        let (student, teacher) = (vectors(6, 4, 1), vectors(6, 9, 2));
        let (_, gradient) = loss_of(&student, &teacher);
        let step = 1e-3;
        for (row, column) in [(0, 0), (2, 3), (5, 1)] {
            let mut moved = [student.clone(), student.clone()];
            moved[0][[row, column]] += step;
            moved[1][[row, column]] -= step;
            let slope = (loss_of(&moved[0], &teacher).0 - loss_of(&moved[1], &teacher).0)
                / f64::from(2.0 * step);
            let found = f64::from(gradient[[row, column]]);
            assert!((slope - found).abs() < 2e-3, "{slope} {found}");
        }
    }

    #[test]
    fn nothing_pulls_where_the_likenesses_agree() {
        let teacher = vectors(20, 8, 3);
        let (agreed, gradient) = loss_of(&teacher, &teacher);
        assert!(gradient.iter().all(|value| value.abs() < 1e-5));
        assert!(agreed < loss_of(&vectors(20, 8, 4), &teacher).0);
    }
}
