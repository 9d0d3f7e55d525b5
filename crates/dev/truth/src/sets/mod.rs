//! The list of sets; one file each.

mod helm_charts;
mod kubernetes_cel;
mod kustomize;
mod pod_security_standards;
mod vap_parity;
mod version_order;
mod vulnerability_labels;

use std::path::Path;

use crate::Set;

/// Every set that is run.
pub static SETS: &[Set] = &[
    helm_charts::SET,
    kubernetes_cel::SET,
    kustomize::SET,
    pod_security_standards::SET,
    vap_parity::SET,
    version_order::SET,
    vulnerability_labels::SET,
];

/// The names of sets that are in the folder, but that nothing runs yet.
#[must_use]
pub fn not_yet_run(folder: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let names = entries
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned());
    // What lies beside the cases of a set belongs to it.
    let beside = ["kubernetes-cel-context.json"];
    let known = |name: &String| {
        beside.contains(&name.as_str()) || SETS.iter().any(|set| set.source == name)
    };
    let mut names: Vec<String> = names
        .filter(|name| !known(name))
        .map(|name| name.split('.').next().unwrap_or_default().to_owned())
        .collect();
    names.sort();
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nothing_runs_is_named() {
        let folder = std::env::temp_dir().join(format!("truth-sets-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("version-order")).unwrap();
        std::fs::write(folder.join("new-set.jsonl"), "").unwrap();
        let names = not_yet_run(&folder);
        std::fs::remove_dir_all(&folder).unwrap();
        assert_eq!(names, ["new-set"]);
    }
}
