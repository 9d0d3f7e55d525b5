//! Local files are copied with `COPY`, not `ADD`.
//!
//! # Why
//! `ADD` unpacks archives and fetches addresses: what a file is called decides what happens to it,
//! and an archive of somebody else may spread over the image.
//!
//! # Fix
//! Write `COPY`. Keep `ADD` for archives that shall be unpacked and for addresses with a checksum.
//!
//! # See
//! CIS Docker 4.9

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::dockerfile::Keyword;
use seaworthy_model::Severity;

use super::BuildFile;

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-07", Severity::Low, run)
    .doc(seaworthy_check::header!("plain_add.rs"))
    .examples(&[
        Example::new(
            "
            FROM debian:12
            ADD app.py /srv/   #! `app.py` is added where `COPY` does
            ADD --chown=1000:1000 conf /srv/   #! `conf` is added where `COPY` does
            ",
        ),
        Example::new(
            "
            FROM debian:12
            ADD rootfs.tar.xz /
            ADD https://example.com/a.sh /
            ADD git@example.com:a/b.git#v1 /b
            ADD $FILE /x
            COPY app.py /srv/
            ",
        ),
    ]);

/// Ends of archives that a builder unpacks.
const ARCHIVES: &[&str] = &[
    ".tar", ".gz", ".tgz", ".bz2", ".tbz2", ".tbz", ".xz", ".txz", ".zst", ".tar.lz4",
];

fn run(build: &BuildFile, judge: &mut Judge) {
    for add in build.instructions(Keyword::Add) {
        let words: Vec<&str> = add
            .arguments
            .words()
            .filter_map(|word| word.value.as_deref())
            .collect();
        let known = words.len() == add.arguments.words().count();
        let [sources @ .., _] = words.as_slice() else {
            continue;
        };
        let plain = |source: &&str| {
            let remote = source.contains("://") || source.starts_with("git@");
            !remote && !ARCHIVES.iter().any(|end| source.ends_with(end))
        };
        let special = ["checksum", "keep-git-dir", "unpack"];
        let special = special.iter().any(|name| add.flag(name).is_some());
        let Some(first) = sources.first() else {
            continue;
        };
        if !known || special || !sources.iter().all(plain) {
            continue;
        }
        let message = format!("`{first}` is added where `COPY` does");
        // What a pattern stands for may be an archive.
        let patterns = sources
            .iter()
            .any(|source| source.contains(['*', '?', '[']));
        let patch = build
            .replaced(add.keyword_place, "COPY")
            .filter(|_| !patterns);
        judge.fail(build.complaint(add.keyword_place, message).patch(patch));
    }
}
