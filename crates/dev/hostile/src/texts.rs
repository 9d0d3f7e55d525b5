//! Policies, and bytes that may hold secrets.

use std::sync::OnceLock;

use seaworthy_expr::limits::EVALUATION_STEPS_MAX;
use seaworthy_expr::{Budget, Context, Program, Scope, Value};
use seaworthy_policy::{Known, Policy};
use seaworthy_secrets::Engine;

use crate::Target;

pub(crate) const TARGETS: &[Target] = &[
    Target {
        name: "policy",
        run: policy,
    },
    Target {
        name: "private-key",
        run: private_key,
    },
    Target {
        name: "secret-archive",
        run: secret_archive,
    },
    Target {
        name: "secret-git",
        run: secret_git,
    },
    Target {
        name: "secret-manifest",
        run: secret_manifest,
    },
    Target {
        name: "secrets",
        run: secrets,
    },
    Target {
        name: "vap-expression",
        run: vap_expression,
    },
];

fn engine() -> Option<&'static Engine> {
    static ENGINE: OnceLock<Option<Engine>> = OnceLock::new();
    ENGINE.get_or_init(|| Engine::builtin().ok()).as_ref()
}

/// The bytes as the body of a key block of every kind.
fn private_key(bytes: &[u8]) {
    let Some(engine) = engine() else { return };
    let frames = [
        "PRIVATE KEY",
        "OPENSSH PRIVATE KEY",
        "PGP PRIVATE KEY BLOCK",
    ];
    for frame in frames {
        let begin = format!("-----BEGIN {frame}-----\n");
        let end = format!("\n-----END {frame}-----\n");
        let text = [begin.as_bytes(), bytes, end.as_bytes()].concat();
        let _ = engine.scan(&text, seaworthy_secrets::Context::file("a/path"));
    }
}

/// Zip, tar and gzip, by their first bytes.
fn secret_archive(bytes: &[u8]) {
    if let Some(engine) = engine() {
        let _ = engine.scan_archive(bytes, "a/path.zip");
    }
}

/// A pack, and the same bytes as a loose object.
fn secret_git(bytes: &[u8]) {
    let Some(engine) = engine() else { return };
    let _ = engine.scan_archive(bytes, "a/path.pack");
    let name = "0123456789abcdef0123456789abcdef012345";
    let _ = engine.scan_archive(bytes, &format!("a/.git/objects/ab/{name}"));
}

/// An expression of an admission policy, asked about a small object.
fn vap_expression(bytes: &[u8]) {
    let Ok(program) = Program::compile(&String::from_utf8_lossy(bytes), &Scope::default()) else {
        return;
    };
    let object = Value::map([
        ("name", Value::text("web")),
        (
            "list",
            Value::list(vec![Value::Int(1), Value::text("a"), Value::Null]),
        ),
    ]);
    let context = Context::new(object, Value::Null, &[]);
    let _ = program.evaluate(&context, &mut Budget::new(EVALUATION_STEPS_MAX));
}

fn policy(bytes: &[u8]) {
    let _ = Policy::parse(
        &String::from_utf8_lossy(bytes),
        "seaworthy.yaml",
        &Known::default(),
    );
}

/// Keys and values of lines, and objects of JSON.
fn secret_manifest(bytes: &[u8]) {
    if let Some(engine) = engine() {
        let _ = engine.scan_manifest(bytes, "a/path.yaml");
    }
}

/// Bytes in one piece and in two; the second way must end as well.
fn secrets(bytes: &[u8]) {
    let Some(engine) = engine() else { return };
    let _ = engine.scan(bytes, seaworthy_secrets::Context::file("a/path"));
    let mut stream = engine.stream(seaworthy_secrets::Context::file("a/path"));
    let (first, second) = bytes.split_at(bytes.len() / 2);
    stream.feed(first);
    stream.feed(second);
    let _ = stream.finish();
}
