//! What `ADD` fetches from the network is compared with a checksum or a commit.
//!
//! # Why
//! The server decides with each build what goes into the image, and so does everybody who can
//! change the address or sits on the way to it.
//!
//! # Fix
//! Give the expected digest (`ADD --checksum=sha256:… https://…`); for a repository name the commit
//! (`ADD https://example.com/a.git#<commit>`).
//!
//! # See
//! CIS Docker 4.9
//! CIS Docker 4.11

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::dockerfile::Keyword;
use seaworthy_model::Severity;

use super::BuildFile;

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-07", Severity::Medium, run)
    .doc(seaworthy_check::header!("unverified_remote_add.rs"))
    .examples(&[
        Example::new(
            "
            FROM debian:12
            ADD https://example.com/t /t   #! https://example.com/t is added without a checksum
            ADD https://example.com/a.git#main /a
            #! https://example.com/a.git is added without a commit
            ",
        ),
        Example::new(
            "
            FROM debian:12
            ADD --checksum=$DIGEST http://a/t /t
            ADD https://example.com/a.git#0123456789abcdef0123456789abcdef01234567 /a
            ADD rootfs.tar.xz /
            ",
        ),
    ]);

fn run(build: &BuildFile, judge: &mut Judge) {
    for add in build.instructions(Keyword::Add) {
        if add.flag("checksum").is_some() {
            continue;
        }
        let words: Vec<_> = add.arguments.words().collect();
        for word in words.split_last().map_or(&[][..], |(_, sources)| sources) {
            let address = word.known();
            let (place, part) = address.split_once('#').unwrap_or((address, ""));
            let repository = place.ends_with(".git") || place.starts_with("git@");
            let wanted = if repository { "commit" } else { "checksum" };
            let remote = ["http://", "https://", "git@"];
            let remote = remote.iter().any(|start| address.starts_with(start));
            let commit = part.split(':').next().unwrap_or_default();
            let pinned =
                repository && commit.len() >= 40 && commit.chars().all(|c| c.is_ascii_hexdigit());
            if remote && !pinned {
                let shown = crate::checks::remote_add::shown_address(address);
                let message = format!("{shown} is added without a {wanted}");
                judge.fail(build.complaint(word.place, message));
            }
        }
    }
}
