//! Policies, and bytes that may hold secrets.

use std::sync::OnceLock;

use seaworthy_policy::{Known, Policy};
use seaworthy_secrets::{Context, Engine};

use crate::Target;

pub(crate) const TARGETS: &[Target] = &[
    Target {
        name: "policy",
        run: policy,
    },
    Target {
        name: "secrets",
        run: secrets,
    },
];

fn policy(bytes: &[u8]) {
    let _ = Policy::parse(
        &String::from_utf8_lossy(bytes),
        "seaworthy.yaml",
        &Known::default(),
    );
}

/// Bytes in one piece and in two; the second way must end as well.
fn secrets(bytes: &[u8]) {
    static ENGINE: OnceLock<Option<Engine>> = OnceLock::new();
    let Some(engine) = ENGINE.get_or_init(|| Engine::builtin().ok()) else {
        return;
    };
    let _ = engine.scan(bytes, Context::file("a/path"));
    let mut stream = engine.stream(Context::file("a/path"));
    let (first, second) = bytes.split_at(bytes.len() / 2);
    stream.feed(first);
    stream.feed(second);
    let _ = stream.finish();
}
