//! What a lock file's projects need in the end, for formats that mark development only at the root.

/// Which nodes of a graph can be reached from these roots. Edges to nodes that do not exist are
/// passed over, and each node is visited once, so that cycles end.
pub(crate) fn reached(edges: &[Vec<usize>], roots: impl IntoIterator<Item = usize>) -> Vec<bool> {
    let mut seen = vec![false; edges.len()];
    let mut waiting: Vec<usize> = roots.into_iter().collect();
    while let Some(node) = waiting.pop() {
        match seen.get_mut(node) {
            Some(seen) if !*seen => *seen = true,
            _ => continue,
        }
        waiting.extend(edges.get(node).into_iter().flatten());
    }
    seen
}

/// Which nodes are there for development only: needed by these roots and by none of the others.
pub(crate) fn development_only(
    edges: &[Vec<usize>],
    production: impl IntoIterator<Item = usize>,
    development: impl IntoIterator<Item = usize>,
) -> Vec<bool> {
    let production = reached(edges, production);
    let development = reached(edges, development);
    let both = production.into_iter().zip(development);
    both.map(|(production, development)| development && !production)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cycles_end_and_what_both_need_is_not_for_development() {
        let edges = [vec![1, 9], vec![0], vec![1, 3], vec![3], vec![]];
        assert_eq!(reached(&edges, [0]), [true, true, false, false, false]);
        let only = development_only(&edges, [0, 77], [2]);
        assert_eq!(only, [false, false, true, true, false]);
    }
}
