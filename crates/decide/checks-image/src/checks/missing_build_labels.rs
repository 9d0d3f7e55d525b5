//! The image says which version it is, which commit made it, and under which licence it stands.
//!
//! # Why
//! Labels travel with the image whatever tag it gets. Without them nobody can tell from a running
//! container what it is and what may be done with it.
//!
//! # Fix
//! Set `org.opencontainers.image.version`, `org.opencontainers.image.revision` and
//! `org.opencontainers.image.licenses` in the build; most build actions do so when asked.
//!
//! # See
//! OCI image specification, annotations

use seaworthy_check::{Check, Example, Failure, Judge};
use seaworthy_model::{Location, Severity};

use crate::Image;

/// What should be told, and the labels that tell it: the OCI annotation and the older label schema.
const WANTED: &[(&str, &[&str])] = &[
    (
        "version",
        &[
            "org.opencontainers.image.version",
            "org.label-schema.version",
        ],
    ),
    (
        "revision",
        &[
            "org.opencontainers.image.revision",
            "org.label-schema.vcs-ref",
        ],
    ),
    (
        "licences",
        &[
            "org.opencontainers.image.licenses",
            "org.label-schema.license",
        ],
    ),
];

pub(crate) static CHECK: Check<Image> = Check::new("IMG-07", Severity::Negligible, run)
    .doc(seaworthy_check::header!("missing_build_labels.rs"))
    .examples(&[
        Example::new(
            "
            config:
              labels:   #! no label tells the revision and licences
                org.opencontainers.image.version: 1.4.2
            ",
        ),
        Example::new(
            "
            config:
              labels:
                org.opencontainers.image.version: 1.4.2
                org.label-schema.vcs-ref: 3f2a1c
                org.opencontainers.image.licenses: Apache-2.0
            ",
        ),
    ]);

fn run(image: &Image, judge: &mut Judge) {
    let Some(config) = &image.facts.config else {
        return judge.not_applicable();
    };
    let has = |name: &str| {
        config
            .labels
            .get(name)
            .is_some_and(|value| !value.is_empty())
    };
    let missing: Vec<&str> = WANTED
        .iter()
        .filter(|(_, names)| !names.iter().any(|name| has(name)))
        .map(|(word, _)| *word)
        .collect();
    let words = match missing.as_slice() {
        [] => return,
        [one] => (*one).to_owned(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    };
    let message = format!("no label tells the {words}");
    judge.fail(Failure::new(message, Location::object("config.labels")).key("build labels"));
}
