//! Every `EXPOSE` names ports that exist.
//!
//! # Why
//! Ports go from 1 to 65535: anything else is refused by the builder or means another port than was
//! thought.
//!
//! # Fix
//! Write a number from 1 to 65535, with `/tcp`, `/udp` or `/sctp` behind it where needed.
//!
//! # See
//! RFC 6335, section 6

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::dockerfile::Keyword;
use seaworthy_model::Severity;

use super::BuildFile;

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-07", Severity::Low, run)
    .doc(seaworthy_check::header!("impossible_port.rs"))
    .examples(&[
        Example::new(
            "
            FROM debian:12
            EXPOSE 80000   #! `80000` is no port
            EXPOSE 8080/http   #! `8080/http` is no port
            ",
        ),
        Example::new(
            "
            FROM debian:12
            EXPOSE 80 443/tcp 9000-9010/udp $PORT
            ",
        ),
    ]);

fn run(build: &BuildFile, judge: &mut Judge) {
    for expose in build.instructions(Keyword::Expose) {
        for word in expose.arguments.words() {
            let Some(value) = &word.value else {
                continue;
            };
            let (ports, protocol) = value.split_once('/').unwrap_or((value, "tcp"));
            let known = matches!(
                protocol.to_ascii_lowercase().as_str(),
                "tcp" | "udp" | "sctp"
            );
            let range = crate::checks::exposed_admin_port::range(ports);
            let good = range.is_some_and(|(first, last)| first > 0 && first <= last);
            // The host's side of a mapping is refused as well: `8080:80`.
            if !good || !known {
                let message = format!("`{value}` is no port");
                judge.fail(build.complaint(word.place, message));
            }
        }
    }
}
