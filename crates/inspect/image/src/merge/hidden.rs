//! What layers carry although a later layer deletes or replaces it: bytes that are stored, pulled
//! and never seen.

use std::collections::BTreeMap;

use seaworthy_facts::{HiddenBytes, LargeFile};

use super::{MergeLayer, View};

/// Adds up large files by the layer that holds them and the one that hides them.
pub(super) fn merge(layers: &[MergeLayer<'_>], view: &View<'_>) -> Vec<HiddenBytes> {
    let mut hidden: BTreeMap<(u32, u32), (HiddenBytes, u64)> = BTreeMap::new();
    // Nothing lies above the last layer.
    let lower = layers.len().saturating_sub(1);
    for (number, layer) in (0_u32..).zip(layers).take(lower) {
        for LargeFile { path, size_bytes } in &layer.facts.large {
            let canonical = view.canonical(path, number);
            let Some(by) = view.hidden_by(&canonical, number) else {
                continue;
            };
            let (sum, largest) = hidden.entry((number, by)).or_insert_with(|| {
                let none = HiddenBytes {
                    layer: number,
                    by,
                    files: 0,
                    bytes: 0,
                    largest: String::new(),
                };
                (none, 0)
            });
            sum.files += 1;
            sum.bytes = sum.bytes.saturating_add(*size_bytes);
            if *size_bytes > *largest {
                *largest = *size_bytes;
                sum.largest.clone_from(path);
            }
        }
    }
    hidden.into_values().map(|(sum, _)| sum).collect()
}
