//! Tests of admission policies over objects of files.

mod policies;

use std::sync::Arc;

use seaworthy_check::{Reader, harness};
use seaworthy_expr::{Admission, Policies, admission_policy};
use seaworthy_facts::manifest::Dialect;
use seaworthy_facts::manifest::kubernetes::{KubeVersion, Object, ObjectSet};
use seaworthy_manifest::{kubernetes, yaml};
use seaworthy_model::Location;

fn objects(text: &str) -> Vec<Object> {
    let tree = Arc::new(yaml::read("a.yaml", text.as_bytes(), Dialect::Kubernetes));
    assert_eq!(tree.problems().len(), 0, "{:?}", tree.problems());
    kubernetes::objects(&tree).objects
}

fn set(objects: Vec<Object>) -> Arc<ObjectSet> {
    Arc::new(ObjectSet::new("example", KubeVersion::default(), objects))
}

fn admission(text: &str) -> Result<Admission, String> {
    let set = set(objects(text));
    let mut policies = Policies::default();
    policies.read(&set);
    Ok(Admission {
        set,
        policies: Arc::new(policies),
    })
}

#[test]
fn the_check_is_documented_and_its_examples_hold() {
    let reader = Reader {
        read: admission,
        line: |_, location| match location {
            Location::File { line, .. } => *line,
            _ => None,
        },
    };
    if let Err(complaints) = harness::prove_with(&[&admission_policy::CHECK], &reader) {
        panic!("{}", complaints.join("\n"));
    }
}
