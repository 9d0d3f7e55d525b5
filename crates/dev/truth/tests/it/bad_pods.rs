//! Pods that were written to break out, by the folder that says how: BishopFox/badPods, in the
//! corpus of manifests.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;
use std::sync::Arc;

use seaworthy_checks_workload::{CHECKS, Workload};
use seaworthy_facts::manifest::Dialect;
use seaworthy_facts::manifest::kubernetes::{KubeVersion, ObjectSet};
use seaworthy_manifest::{kubernetes, yaml};
use seaworthy_truth::shared;

/// Checks that tell a way to the node.
const WAYS: &[&str] = &[
    "host-namespace",
    "privileged-container",
    "sensitive-host-path",
];

/// Those that each folder must show.
const FOLDERS: &[(&str, &[&str])] = &[
    (
        "everything-allowed",
        &[
            "host-namespace",
            "privileged-container",
            "sensitive-host-path",
        ],
    ),
    ("hostipc", &["host-namespace"]),
    ("hostnetwork", &["host-namespace"]),
    ("hostpath", &["sensitive-host-path"]),
    ("hostpid", &["host-namespace"]),
    ("nothing-allowed", &[]),
    ("priv", &["privileged-container"]),
    (
        "priv-and-hostpid",
        &["host-namespace", "privileged-container"],
    ),
];

#[test]
fn bad_pods_show_the_ways_that_their_folder_names_and_no_other() {
    let corpus = shared("corpora").join("manifests.tar.zst");
    let Ok(file) = std::fs::File::open(&corpus) else {
        println!("skipped: no {}", corpus.display());
        return;
    };
    let mut archive = tar::Archive::new(zstd::Decoder::new(file).unwrap());
    let mut found: BTreeMap<String, u32> = BTreeMap::new();
    for entry in archive.entries().unwrap() {
        let mut entry = entry.unwrap();
        let path = entry.path().unwrap().to_string_lossy().into_owned();
        let Some((_, rest)) = path.split_once("badPods/manifests/") else {
            continue;
        };
        let folder = rest.split('/').next().unwrap_or_default().to_owned();
        if !path.ends_with(".yaml") {
            continue;
        }
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        let (_, expected) = FOLDERS.iter().find(|(name, _)| *name == folder).unwrap();
        assert_eq!(
            ways(&path, &bytes),
            expected.iter().copied().collect(),
            "{path}"
        );
        *found.entry(folder).or_default() += 1;
    }
    assert_eq!(found.len(), FOLDERS.len());
    assert!(found.values().all(|files| *files == 16), "{found:?}");
}

fn ways(path: &str, bytes: &[u8]) -> BTreeSet<&'static str> {
    let tree = Arc::new(yaml::read(path, bytes, Dialect::Kubernetes));
    let objects = kubernetes::objects(&tree).objects;
    let set = Arc::new(ObjectSet::new(path, KubeVersion::default(), objects));
    let workload = Workload::all(&set).next().expect("a pod template");
    let told = CHECKS.iter().filter(|check| WAYS.contains(&check.id()));
    let told = told.filter(|check| !check.run(&workload).findings.is_empty());
    told.map(|check| check.id()).collect()
}
