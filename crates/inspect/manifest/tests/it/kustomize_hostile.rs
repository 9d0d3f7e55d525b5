//! Kustomizations that are written to harm: each ends, and says why.

use std::fs;
use std::path::Path;

use seaworthy_manifest::kustomize::{Built, ProblemKind, build, limits};

use crate::kustomize::Disk;
use crate::kustomize_places::built;

/// Whether a limit ended the build, and which.
fn limited(made: &Built, most: u64, what: &str) {
    let text = format!("more than {most} {what}");
    let is_told = |problem: &seaworthy_manifest::kustomize::Problem| {
        problem.kind == ProblemKind::Limit && problem.text.contains(&text)
    };
    assert!(
        made.problems.iter().any(is_told),
        "{text}: {:?}",
        made.problems.first()
    );
}

fn config_map(name: &str) -> String {
    format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}}}\ndata: {{a: b}}\n")
}

#[test]
fn kustomizations_that_name_each_other_twice_end() {
    let read = |path: &str| {
        let level: usize = path
            .strip_suffix("/kustomization.yaml")?
            .get(1..)?
            .parse()
            .ok()?;
        let next = level + 1;
        Some(format!("resources: [../a{next}, ../b{next}]\n").into_bytes())
    };
    let made = build(&read, "a0");
    limited(
        &made,
        limits::KUSTOMIZATION_LEVELS_MAX as u64,
        "kustomizations inside",
    );
    let read = |path: &str| {
        let level: usize = path
            .strip_suffix("/kustomization.yaml")?
            .get(1..)?
            .parse()
            .ok()?;
        let next = level + 1;
        let text = if level == 14 {
            "namePrefix: x".into()
        } else {
            format!("resources: [../a{next}, ../b{next}]\n")
        };
        Some(text.into_bytes())
    };
    let made = build(&read, "a0");
    limited(&made, limits::KUSTOMIZATIONS_MAX as u64, "kustomizations");
}

#[test]
fn files_and_objects_are_counted() {
    let read = |path: &str| {
        if path == "kustomization.yaml" {
            let names = (0..=limits::FILES_MAX).map(|at| format!("- {at}.yaml\n"));
            return Some(format!("resources:\n{}", names.collect::<String>()).into_bytes());
        }
        let name = path.strip_suffix(".yaml")?;
        name.parse::<usize>().ok()?;
        Some(config_map(&format!("c{name}")).into_bytes())
    };
    let made = build(&read, "");
    limited(&made, limits::FILES_MAX as u64, "files");
    let documents = |from: usize| {
        let half = limits::OBJECTS_MAX / 2;
        let some = (from..=from + half)
            .map(|at| format!("---\napiVersion: v1\nkind: Thing\nmetadata: {{name: c{at}}}\n"));
        some.collect::<String>()
    };
    let made = built(&[
        (
            "overlay/kustomization.yaml",
            "resources: [a.yaml, b.yaml]\n",
        ),
        ("overlay/a.yaml", &documents(0)),
        ("overlay/b.yaml", &documents(limits::OBJECTS_MAX)),
    ]);
    limited(&made, limits::OBJECTS_MAX as u64, "objects");
}

#[test]
fn values_that_double_end_at_the_limit() {
    let entry = "  - source: {kind: Thing, name: t, fieldPath: spec}\n    targets:\n      - \
                 select: {kind: Thing}\n        fieldPaths: [spec.a, spec.b]\n        options: \
                 {create: true}\n";
    let kustomization = format!("resources: [t.yaml]\nreplacements:\n{}", entry.repeat(40));
    let thing = "apiVersion: v1\nkind: Thing\nmetadata: {name: t}\nspec: {x: 1}\n";
    let made = built(&[
        ("overlay/kustomization.yaml", &kustomization),
        ("overlay/t.yaml", thing),
    ]);
    limited(&made, limits::BUILD_VALUES_MAX as u64, "values");
}

#[test]
fn values_that_grow_deeper_end_at_the_limit() {
    let entry = "  - source: {kind: Thing, name: t, fieldPath: spec.a}\n    targets:\n      - \
                 select: {kind: Thing}\n        fieldPaths: [spec.a.a]\n        options: \
                 {create: true}\n";
    let kustomization = format!("resources: [t.yaml]\nreplacements:\n{}", entry.repeat(300));
    let thing = "apiVersion: v1\nkind: Thing\nmetadata: {name: t}\nspec: {a: {b: 1}}\n";
    let made = built(&[
        ("overlay/kustomization.yaml", &kustomization),
        ("overlay/t.yaml", thing),
    ]);
    limited(&made, 200, "levels of values");
    let operation = "  - {op: copy, from: /spec, path: /spec/a}\n".repeat(300);
    let made = built(&[
        (
            "overlay/kustomization.yaml",
            "resources: [t.yaml]\npatchesJson6902:\n- {target: {kind: Thing, name: t}, path: p}\n",
        ),
        (
            "overlay/t.yaml",
            "apiVersion: v1\nkind: Thing\nmetadata: {name: t}\nspec: {}\n",
        ),
        ("overlay/p", &operation),
    ]);
    limited(&made, 200, "levels of values");
}

#[test]
fn text_that_is_copied_many_times_ends_at_the_limit() {
    let documents = (0..2_000).map(|at| format!("---\n{}", config_map(&format!("c{at}"))));
    let prefix = "x".repeat(100_000);
    let made = built(&[
        (
            "overlay/kustomization.yaml",
            &format!("resources: [a.yaml]\nnamePrefix: {prefix}\n"),
        ),
        ("overlay/a.yaml", &documents.collect::<String>()),
    ]);
    limited(&made, limits::BUILD_STEPS_MAX, "steps");
}

#[test]
fn variables_that_grow_end_at_the_limit() {
    let word = "$(N)".repeat(limits::VARIABLE_TEXT_BYTES_MAX / 1_000);
    let pod = format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: {}}}\nspec: {{containers: [{{name: c, \
         args: ['{word}']}}]}}\n",
        "n".repeat(1_001)
    );
    let name = "n".repeat(1_001);
    let kustomization = format!(
        "resources: [p.yaml]\nvars: [{{name: N, objref: {{apiVersion: v1, kind: Pod, name: \
         {name}}}}}]\n"
    )
    .replace("name: N,", "name: 'N',");
    let made = built(&[
        ("overlay/kustomization.yaml", &kustomization),
        ("overlay/p.yaml", &pod),
    ]);
    limited(
        &made,
        limits::VARIABLE_TEXT_BYTES_MAX as u64,
        "bytes of a text",
    );
}

#[test]
fn paths_of_fields_have_a_limit() {
    let path = vec!["a"; limits::FIELD_PATH_STEPS_MAX + 1];
    for (field, path) in [
        (
            "labels: [{pairs: {a: b}, fields: [{create: true, path: PATH}]}]",
            path.join("/"),
        ),
        (
            "replacements: [{sourceValue: x, targets: [{select: {kind: Thing}, fieldPaths: \
             [PATH], options: {create: true}}]}]",
            path.join("."),
        ),
    ] {
        let kustomization = format!("resources: [t.yaml]\n{}\n", field.replace("PATH", &path));
        let made = built(&[
            ("overlay/kustomization.yaml", &kustomization),
            (
                "overlay/t.yaml",
                "apiVersion: v1\nkind: Thing\nmetadata: {name: t}\n",
            ),
        ]);
        let told = made.problems.first().map(|problem| problem.text.as_str());
        assert_eq!(
            told,
            Some("a path of fields has more than 64 steps"),
            "{field}"
        );
    }
}

#[test]
fn charts_are_counted() {
    let entry = "  - {name: app}\n".repeat(limits::CHARTS_MAX + 1);
    let made = built(&[(
        "overlay/kustomization.yaml",
        &format!("helmCharts:\n{entry}"),
    )]);
    limited(&made, limits::CHARTS_MAX as u64, "charts");
}

#[test]
fn no_secret_of_a_literal_is_told() {
    let made = built(&[(
        "overlay/kustomization.yaml",
        "secretGenerator: [{name: s, literals: [=hidden, hidden]}]\n",
    )]);
    assert!(!made.problems.is_empty());
    assert!(
        made.problems
            .iter()
            .all(|problem| !problem.text.contains("hidden"))
    );
}

/// Every case with a damaged kustomization: cut short, a byte lost, a byte changed.
#[test]
fn damaged_kustomizations_are_answered() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/data/kustomize");
    for name in [
        "patch-directives",
        "patch-ports",
        "replacements",
        "generator-behaviors",
        "vars",
    ] {
        let disk = Disk(data.join(name));
        for file in [
            "kustomization.yaml",
            "things.yaml",
            "pods.yaml",
            "rest.yaml",
        ] {
            let path = format!("overlay/{file}");
            let Ok(whole) = fs::read(disk.0.join(&path)) else {
                continue;
            };
            for at in (0..whole.len()).step_by(29) {
                let mut lost = whole.clone();
                lost.remove(at);
                let mut changed = whole.clone();
                if let Some(byte) = changed.get_mut(at) {
                    *byte = if at % 2 == 0 { b'{' } else { b' ' };
                }
                let cut = whole.get(..at).unwrap_or_default().to_vec();
                for damaged in [cut, lost, changed] {
                    let read = |asked: &str| {
                        if asked == path {
                            return Some(damaged.clone());
                        }
                        fs::read(disk.0.join(asked)).ok()
                    };
                    let made = build(&read, "overlay");
                    assert!(made.files.contains(&path), "{name}: {file} at {at}");
                }
            }
        }
    }
}
