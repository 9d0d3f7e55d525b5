//! Infrastructure as code.

use std::sync::Arc;

use seaworthy_cloud::{CloudContent, CloudFile};
use seaworthy_facts::manifest::Dialect;
use seaworthy_manifest::yaml;

use crate::Target;

pub(crate) const TARGETS: &[Target] = &[
    Target {
        name: "bicep",
        run: bicep,
    },
    Target {
        name: "cloud-template",
        run: template,
    },
    Target {
        name: "terraform-hcl",
        run: hcl,
    },
];

/// The bytes as a file, and as a module that stands beside it.
fn bicep(bytes: &[u8]) {
    let file = |path: &str| (path.to_owned(), CloudContent::Bicep(bytes.to_vec()));
    read([file("main.bicep"), file("other.bicep")]);
}

/// The bytes as a folder, as a module of it, and as values of its variables.
fn hcl(bytes: &[u8]) {
    let file = |path: &str| (path.to_owned(), CloudContent::Hcl(bytes.to_vec()));
    read([file("main.tf"), file("m/main.tf"), file("terraform.tfvars")]);
}

/// The bytes as every kind of document in YAML or JSON.
fn template(bytes: &[u8]) {
    let file = |path: &str| {
        let tree = Arc::new(yaml::read(path, bytes, Dialect::Core));
        (path.to_owned(), CloudContent::Tree(tree))
    };
    read([file("stack.yaml"), file("main.tf.json")]);
}

/// Reads, and asks each attribute what it is.
fn read<const N: usize>(files: [(String, CloudContent); N]) {
    let files = files.map(|(path, content)| CloudFile { path, content });
    let facts = seaworthy_cloud::read(&files, &|_| Some(b"${a}".to_vec()));
    for resource in facts.resources.iter().take(100) {
        for (name, node) in resource.attributes.entries().iter().take(100) {
            let _ = (
                resource.look(name).known(),
                node.document(),
                node.is_known(),
            );
        }
    }
}
