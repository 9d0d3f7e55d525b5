//! Who maintains an image stands in a label.
//!
//! # Why
//! `MAINTAINER` is deprecated, and tools look at labels.
//!
//! # Fix
//! Write `LABEL org.opencontainers.image.authors="…"`.
//!
//! # See
//! BuildKit rule MaintainerDeprecated

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::dockerfile::Keyword;
use seaworthy_model::Severity;

use super::BuildFile;

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-07", Severity::Negligible, run)
    .doc(seaworthy_check::header!("maintainer_instruction.rs"))
    .examples(&[
        Example::new(
            "
            FROM debian:12
            MAINTAINER Jane Doe <jane@example.com>   #! `MAINTAINER` is deprecated
            ",
        ),
        Example::new(
            "
            FROM debian:12
            LABEL org.opencontainers.image.authors=\"Jane Doe <jane@example.com>\"
            ",
        ),
    ]);

fn run(build: &BuildFile, judge: &mut Judge) {
    for one in build.instructions(Keyword::Maintainer) {
        let name = one
            .arguments
            .words()
            .next()
            .map_or("", |word| word.text.as_str());
        let name = name.trim_matches(['"', '\'']);
        let label = format!("LABEL org.opencontainers.image.authors=\"{name}\"");
        let plain = !name.is_empty() && !name.contains(['"', '\\', '$', '`']);
        let patch = build.replaced(one.place, &label).filter(|_| plain);
        judge.fail(
            build
                .complaint(one.place, "`MAINTAINER` is deprecated")
                .patch(patch),
        );
    }
}
