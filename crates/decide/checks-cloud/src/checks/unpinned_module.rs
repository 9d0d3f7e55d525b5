//! Modules from elsewhere are named by version.
//!
//! # Why
//! What a branch holds tomorrow is decided by whoever may push to it.
//!
//! # Fix
//! Add `?ref=` with a commit or tag, or `version` for a registry.
//!
//! # See
//! CKV_TF_1, CKV_TF_2

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::cloud::{Node, Resource};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, ask, refuses};

pub(crate) static CHECK: Check<Cloud> = Check::new("PRV-03", Severity::Low, run)
    .doc(seaworthy_check::header!("unpinned_module.rs"))
    .examples(&[
        Example::new(
            r#"
module "a" {   #! `module.a` takes whatever the source holds that day
  source = "git::https://git.example/net.git"
}
"#,
        ),
        Example::new(
            r#"
module "a" {
  source = "git::https://git.example/net.git?ref=9f2c"
}
module "b" {
  source = "./net"
}
"#,
        ),
    ]);

const SAYS: &str = "takes whatever the source holds that day";

static ASKS: &[Ask] = &[refuses(&["module"], is_loose)];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}

fn is_loose(resource: &Resource) -> bool {
    let Some(source) = resource.look("source").known().and_then(Node::as_str) else {
        return false;
    };
    if source.starts_with('.') || source.starts_with('/') {
        return false;
    }
    let remote = [
        "git::",
        "git@",
        "github.com/",
        "bitbucket.org/",
        "hg::",
        "https://",
        "http://",
    ];
    if remote.iter().any(|start| source.starts_with(start)) {
        return !source.contains("ref=") && !source.contains(".zip") && !source.contains(".tar");
    }
    resource.look("version").is_absent()
}
