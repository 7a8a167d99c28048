//! Logistic regression: what evidence counts for.

/// How strongly the weights, each in units of the spread of its value, are drawn towards none.
const RIDGE: f64 = 10.0;
const STEPS: usize = 30;

/// The weights of the values of `rows`, the constant last.
///
/// No weight may speak against its sign in `signs` (1 or -1; 0 for either): values whose weights
/// would are left out, one by one, the worst first.
pub(crate) fn fit(rows: &[(Vec<f64>, bool)], signs: &[f64]) -> Vec<f64> {
    let mut is_left_out = vec![false; signs.len()];
    loop {
        let scales: Vec<(f64, f64)> = (0..signs.len())
            .map(|at| {
                let (mean, spread) = scale(rows, at);
                // What is left out, or never varies, keeps no weight.
                let counts = spread > 0.0 && !is_left_out[at];
                (mean, if counts { spread } else { f64::INFINITY })
            })
            .collect();
        let weights = newton(rows, &scales);
        let worst = (0..signs.len())
            .filter(|at| weights[*at] * signs[*at] < 0.0)
            .max_by(|a, b| weights[*a].abs().total_cmp(&weights[*b].abs()));
        let Some(worst) = worst else {
            return own_units(&weights, &scales);
        };
        is_left_out[worst] = true;
    }
}

/// Mean and spread of a value.
fn scale(rows: &[(Vec<f64>, bool)], at: usize) -> (f64, f64) {
    let count = rows.len() as f64;
    let mean = rows.iter().map(|(values, _)| values[at]).sum::<f64>() / count;
    let squares = rows.iter().map(|(values, _)| (values[at] - mean).powi(2));
    (mean, (squares.sum::<f64>() / count).sqrt())
}

/// Ridge regression by Newton's method, in units of spread.
fn newton(rows: &[(Vec<f64>, bool)], scales: &[(f64, f64)]) -> Vec<f64> {
    let size = scales.len() + 1;
    let mut weights = vec![0.0; size];
    for _ in 0..STEPS {
        let mut gradient = vec![0.0; size];
        let mut hessian = vec![vec![0.0; size]; size];
        for at in 0..scales.len() {
            gradient[at] = -RIDGE * weights[at];
            hessian[at][at] = RIDGE;
        }
        for (own, is_right) in rows {
            let scaled = own.iter().zip(scales);
            let values: Vec<f64> = scaled
                .map(|(value, (mean, spread))| (value - mean) / spread)
                .chain([1.0])
                .collect();
            let sum: f64 = values.iter().zip(&weights).map(|(v, w)| v * w).sum();
            let chance = 1.0 / (1.0 + (-sum).exp());
            for (i, value) in values.iter().enumerate() {
                gradient[i] += value * (f64::from(u8::from(*is_right)) - chance);
                for (j, other) in values.iter().enumerate() {
                    hessian[i][j] += value * other * chance * (1.0 - chance);
                }
            }
        }
        let step = solve(hessian, gradient);
        for (weight, step) in weights.iter_mut().zip(step) {
            *weight += step.clamp(-2.0, 2.0);
        }
    }
    weights
}

/// Weights of the values as they are.
fn own_units(weights: &[f64], scales: &[(f64, f64)]) -> Vec<f64> {
    let mut constant = weights[scales.len()];
    let mut own = Vec::with_capacity(weights.len());
    for (weight, (mean, spread)) in weights.iter().zip(scales) {
        own.push(weight / spread);
        constant -= weight * mean / spread;
    }
    own.push(constant);
    own
}

/// Solves a positive definite system by Gaussian elimination.
fn solve(mut matrix: Vec<Vec<f64>>, mut right: Vec<f64>) -> Vec<f64> {
    let size = right.len();
    for pivot in 0..size {
        let above = matrix[pivot].clone();
        for row in pivot + 1..size {
            let factor = matrix[row][pivot] / above[pivot];
            for (value, above) in matrix[row].iter_mut().zip(&above) {
                *value -= factor * above;
            }
            right[row] -= factor * right[pivot];
        }
    }
    for pivot in (0..size).rev() {
        for column in pivot + 1..size {
            right[pivot] -= matrix[pivot][column] * right[column];
        }
        right[pivot] /= matrix[pivot][pivot];
    }
    right
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_tells_gets_the_weight_and_a_wrong_sign_none() {
        let rows: Vec<(Vec<f64>, bool)> = (0..400)
            .map(|at| {
                let (tells, noise) = (f64::from(at % 20), f64::from(at % 7));
                (vec![tells, noise, -tells], at % 20 >= 10)
            })
            .collect();
        let weights = fit(&rows, &[1.0, 0.0, 1.0]);
        assert!(weights[0] > 0.3, "{weights:?}");
        assert!(weights[1].abs() < 0.1, "{weights:?}");
        assert_eq!(weights[2], 0.0, "{weights:?}");
    }
}
