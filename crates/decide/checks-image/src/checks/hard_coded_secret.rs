//! No secret is kept in the image, its environment, labels or history, or in a file of a folder.
//!
//! # Why
//! Whoever can pull an image can read every layer of it, also files that a later layer deletes.
//! A secret in it must be taken as known to all of them.
//!
//! # Fix
//! Revoke the secret first; taking it out is not enough. Then give it at run time from a secrets
//! store or a mounted file, and at build time with `RUN --mount=type=secret`.
//!
//! # See
//! CIS Docker 4.10
//! NIST SP 800-190 4.1.4
//! MITRE ATT&CK T1552.001

use seaworthy_check::{Check, Example, Failure, Judge};
use seaworthy_facts::{SecretFact, SecretOrigin};
use seaworthy_model::{Location, Severity, Subject, SubjectKind};

use crate::Image;

pub(crate) static CHECK: Check<Image> = Check::new("IMG-06", Severity::High, run)
    .doc(seaworthy_check::header!("hard_coded_secret.rs"))
    .examples(&[
        Example::new(
            "
            secrets:
              - rule: github-token
                title: GitHub token
                severity: critical
                confidence: high
                remedy: Revoke it.
                origin:
                  {kind: file, path: .env, line: 3, column: 7}   #! secret in .env:3: GitHub token
                fingerprint: 0a0b
                length: 40
            ",
        ),
        Example::new(
            "
            secrets: []
            ",
        ),
    ]);

fn run(image: &Image, judge: &mut Judge) {
    for secret in &image.facts.secrets {
        let (place, location, name) = place(image, secret);
        let message = format!("secret in {place}: {}", secret.title);
        let kind = match secret.origin {
            SecretOrigin::File { .. } => SubjectKind::File,
            _ => SubjectKind::Setting,
        };
        let within = Some(image.facts.name.clone());
        let mut failure = Failure::new(message, location)
            // The value's own fingerprint, so that the finding survives a moved line, and two
            // secrets of one kind in one file are two findings.
            .key(format!("{name}\0{}", secret.fingerprint))
            .rule(secret.rule.clone())
            .severity(secret.severity)
            .confidence(secret.confidence)
            .subject(Subject { kind, name, within })
            .evidence("fingerprint", secret.fingerprint.clone())
            .evidence("length", format!("{} bytes", secret.length))
            .remedy(secret.remedy.clone());
        if let SecretOrigin::File {
            deleted_by: Some(layer),
            ..
        } = secret.origin
        {
            failure = failure
                .evidence(
                    "deleted",
                    format!("layer {layer} deletes it, which does not remove it"),
                )
                .related(image.facts.location(layer, None, None));
        }
        judge.fail(failure);
    }
}

/// The place in words, as a location, and the name of the subject.
fn place(image: &Image, secret: &SecretFact) -> (String, Location, String) {
    match &secret.origin {
        SecretOrigin::File {
            path,
            line,
            column,
            layer,
            ..
        } => {
            let location = match layer {
                Some(layer) => match image.facts.location(*layer, Some(path), Some(*line)) {
                    Location::Layer {
                        index,
                        diff_id,
                        created_by,
                        path,
                        line,
                        ..
                    } => Location::Layer {
                        index,
                        diff_id,
                        created_by,
                        path,
                        line,
                        column: Some(*column),
                    },
                    other => other,
                },
                None => Location::File {
                    path: path.clone(),
                    line: Some(*line),
                    column: Some(*column),
                },
            };
            let slash = if image.facts.layers.is_empty() && layer.is_none() {
                ""
            } else {
                "/"
            };
            let slash = if path.starts_with('/') { "" } else { slash };
            (format!("{slash}{path}:{line}"), location, path.clone())
        }
        SecretOrigin::Environment { name } => (
            format!("the environment variable `{name}`"),
            Location::object(format!("config.env.{name}")),
            name.clone(),
        ),
        SecretOrigin::Label { name } => (
            format!("the label `{name}`"),
            Location::object(format!("config.labels.{name}")),
            name.clone(),
        ),
        SecretOrigin::Argument => (
            "the command of the image".to_owned(),
            Location::object("config.cmd"),
            "config.cmd".to_owned(),
        ),
        SecretOrigin::History { index } => (
            format!("history entry {index}"),
            Location::object(format!("config.history[{index}].created_by")),
            format!("history[{index}]"),
        ),
    }
}
