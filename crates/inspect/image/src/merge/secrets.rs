//! Secrets in files: deleting the file in a later layer does not take them out of the image.

use std::collections::HashMap;

use seaworthy_facts::{SecretFact, SecretOrigin};

use super::{MergeLayer, View};

/// The path of a secret in a file.
pub(super) fn path(secret: &SecretFact) -> Option<&str> {
    match &secret.origin {
        SecretOrigin::File { path, .. } => Some(path),
        _ => None,
    }
}

/// Gives every secret its layer and the layer that deletes its file. A file that several layers
/// bring with the same secret is told once: its first layer, and the end of its last.
pub(super) fn merge(layers: &[MergeLayer<'_>], view: &View<'_>) -> Vec<SecretFact> {
    let mut found: Vec<SecretFact> = Vec::new();
    let mut known: HashMap<(String, String, String), usize> = HashMap::new();
    for (number, layer) in (0_u32..).zip(layers) {
        let mut counted: HashMap<(String, String, String), u32> = HashMap::new();
        for secret in &layer.facts.secrets {
            let mut secret = secret.clone();
            let SecretOrigin::File {
                path,
                layer: brought_by,
                diff_id,
                deleted_by,
                ..
            } = &mut secret.origin
            else {
                found.push(secret);
                continue;
            };
            let canonical = view.canonical(path, number).into_owned();
            *brought_by = Some(number);
            *diff_id = layer.diff_id.cloned();
            *deleted_by = view.hidden_by(&canonical, number);
            let deleted_by = *deleted_by;
            let key = (secret.rule.clone(), secret.fingerprint.clone(), canonical);
            // Twice in one file are two places; twice in two layers are one file.
            let here = counted.entry(key.clone()).or_default();
            *here += 1;
            match known
                .get(&key)
                .filter(|_| *here == 1)
                .and_then(|at| found.get_mut(*at))
            {
                Some(earlier) => {
                    if let SecretOrigin::File {
                        deleted_by: end, ..
                    } = &mut earlier.origin
                    {
                        *end = deleted_by;
                    }
                }
                None => {
                    known.entry(key).or_insert(found.len());
                    found.push(secret);
                }
            }
        }
    }
    found
}
