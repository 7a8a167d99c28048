//! Tasks small enough to work out by hand, and one held against the definitions.

use super::*;

/// Unit vectors in the plane at these angles, in degrees.
fn plane(angles: &[f32]) -> Vectors {
    let values = angles
        .iter()
        .flat_map(|angle| [angle.to_radians().cos(), angle.to_radians().sin()])
        .collect();
    Vectors::new(2, values)
}

#[test]
fn the_nearest_candidate_is_the_answer() {
    let queries = plane(&[0.0, 42.0, 80.0]);
    let targets = plane(&[10.0, 50.0, 30.0]);
    // The third is 30 degrees from the second target and 50 from its own.
    let search = Search::new(&queries, &targets, None);
    assert_eq!(search.cosine(), 2.0 / 3.0);
    // 2 degrees is nearer to the first, 45 to the second.
    let pool = plane(&[2.0, 45.0]);
    assert_eq!(Search::new(&queries, &targets, Some(&pool)).cosine(), 0.0);
}

#[test]
fn a_tie_is_wrong() {
    let queries = plane(&[0.0, 90.0]);
    let targets = plane(&[0.0, 0.0]);
    let found = Search::new(&queries, &targets, None).run();
    assert_eq!((found.cosine, found.margin), (0.0, 0.0));
    assert_eq!(found.mining, Mining::default());
    let pool = plane(&[90.0]);
    let targets = plane(&[0.0, 90.0]);
    assert_eq!(Search::new(&queries, &targets, Some(&pool)).cosine(), 0.5);
}

#[test]
fn the_margin_sees_through_hubs() {
    // Cosines: target 0 is a hub, nearest to both queries; only the ratio tells that it is
    // near to everything. By hand, means of two neighbours each:
    //   queries  .90 .80 | .95 .85 -> forward .85, .90;  backward .925, .825
    //   query 0: .90 / .8875 = 1.014 (right), .80 / .8375 = .955
    //   query 1: .95 / .9125 = 1.041, .85 / .8625 = .986 (right)
    let forward = [0.85_f32, 0.90];
    let backward = [0.925_f32, 0.825];
    let mut best: Vec<Best> = (0..2)
        .map(|query| Best::new(query, forward[query]))
        .collect();
    best[0].add(0, &[0.90, 0.80], &backward);
    best[1].add(0, &[0.95, 0.85], &backward);
    assert!(best[0].is_right() && (best[0].right - 1.014_085).abs() < 1e-5);
    assert!(!best[1].is_right() && (best[1].right - 0.985_507).abs() < 1e-5);
    assert!((best[1].score() - 1.041_096).abs() < 1e-5);
}

#[test]
fn neighbours_are_the_four_greatest() {
    let mut neighbours = Neighbours::default();
    neighbours.add(&[0.1, 0.9]);
    assert!((neighbours.mean() - 0.5).abs() < 1e-6);
    neighbours.add(&[0.5, 0.7, 0.3, 0.9, f32::NAN]);
    assert_eq!(neighbours.0, [0.9, 0.9, 0.7, 0.5]);
    assert_eq!(Neighbours::default().mean(), 0.0);
}

#[test]
fn the_threshold_with_the_best_f1_is_found() {
    // Mined in turn: 1/1, 2/2, then two of equal score (one right) 3/4, wrong 3/5.
    // F1 of 5: 2/6, 4/7, 6/9, 6/10.
    let answers = vec![
        (1.1, true),
        (1.5, true),
        (0.9, false),
        (1.0, false),
        (1.0, true),
    ];
    let best = best_threshold(answers);
    assert_eq!(best.threshold, 1.0);
    assert_eq!((best.precision, best.recall), (0.75, 0.6));
    assert!((best.f1 - 2.0 / 3.0).abs() < 1e-9);
    assert_eq!(best_threshold(Vec::new()), Mining::default());
}

/// Vectors without structure, from a seed.
fn noise(rows: usize, seed: u64) -> Vectors {
    let dim = 24;
    let mut state = seed;
    let mut values = Vec::new();
    for _ in 0..rows {
        let row: Vec<f32> = (0..dim)
            .map(|_| {
                state = crate::train::fingerprint::mix(state);
                (state >> 40) as f32 / (1 << 24) as f32 - 0.4
            })
            .collect();
        let norm = row.iter().map(|value| value * value).sum::<f32>().sqrt();
        values.extend(row.iter().map(|value| value / norm));
    }
    Vectors::new(dim, values)
}

/// The definitions, word by word.
fn slow(queries: &Vectors, candidates: &[&[f32]]) -> (usize, usize) {
    let cosine = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
    let near = |mut cosines: Vec<f32>| {
        cosines.sort_by(|a, b| b.total_cmp(a));
        cosines[..4].iter().sum::<f32>() / 4.0
    };
    let all = |query: &[f32]| {
        candidates
            .iter()
            .map(|c| cosine(query, c))
            .collect::<Vec<_>>()
    };
    let backward: Vec<f32> = candidates
        .iter()
        .map(|c| {
            near(
                (0..queries.len())
                    .map(|q| cosine(queries.row(q), c))
                    .collect(),
            )
        })
        .collect();
    let first =
        |scores: Vec<f32>| (0..scores.len()).max_by(|a, b| scores[*a].total_cmp(&scores[*b]));
    let mut right = (0, 0);
    for query in 0..queries.len() {
        let cosines = all(queries.row(query));
        let forward = near(cosines.clone());
        let margins = cosines.iter().zip(&backward);
        let margins = margins.map(|(c, b)| 2.0 * c / (forward + b)).collect();
        right.0 += usize::from(first(cosines) == Some(query));
        right.1 += usize::from(first(margins) == Some(query));
    }
    right
}

#[test]
fn blocks_and_threads_make_no_difference() {
    let queries = noise(150, 1);
    let near = noise(150, 2);
    let mixed: Vec<f32> = (0..150)
        .flat_map(|row| {
            let sum: Vec<f32> = queries
                .row(row)
                .iter()
                .zip(near.row(row))
                .map(|(a, b)| a + 1.5 * b)
                .collect();
            let norm = sum.iter().map(|value| value * value).sum::<f32>().sqrt();
            sum.into_iter().map(move |value| value / norm)
        })
        .collect();
    let targets = Vectors::new(24, mixed);
    let pool = noise(2500, 3);
    let search = Search::new(&queries, &targets, Some(&pool));
    let found = search.run();
    let candidates: Vec<&[f32]> = (0..150)
        .map(|row| targets.row(row))
        .chain((0..2500).map(|row| pool.row(row)))
        .collect();
    let (cosine, margin) = slow(&queries, &candidates);
    assert_eq!(found.cosine, cosine as f64 / 150.0);
    assert_eq!(found.margin, margin as f64 / 150.0);
    assert!(
        cosine > 20 && cosine < 130 && margin > 20 && margin < 130,
        "{found:?}"
    );
    let one = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .build()
        .expect("a thread");
    assert_eq!(one.install(|| search.run()), found);
}
