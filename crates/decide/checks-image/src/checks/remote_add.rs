//! No build step adds a file from the network without a checksum.
//!
//! # Why
//! `ADD` of an address takes whatever the server sends that day. Nobody verifies it, and the next
//! build may differ.
//!
//! # Fix
//! Give the expected digest (`ADD --checksum=sha256:… https://…`), or fetch and verify in a
//! `RUN` step, or copy the file from the build context.
//!
//! # See
//! CIS Docker 4.9

use seaworthy_check::{Check, Example, Failure, Judge};
use seaworthy_model::{Location, Severity};

use crate::Image;

pub(crate) static CHECK: Check<Image> = Check::new("IMG-07", Severity::Medium, run)
    .doc(seaworthy_check::header!("remote_add.rs"))
    .examples(&[
        Example::new(
            "
            config:
              history:
                - created_by: ADD http://a/t  #! a file is added from http://a/t without a checksum
            ",
        ),
        Example::new(
            "
            config:
              history:
                - created_by: ADD --checksum=sha256:00 https://example.com/tool /usr/bin/
                - created_by: ADD rootfs.tar.xz /
                - created_by: RUN curl https://example.com/
            ",
        ),
    ]);

fn run(image: &Image, judge: &mut Judge) {
    let Some(config) = &image.facts.config else {
        return judge.not_applicable();
    };
    for (entry, index) in config.history.iter().zip(0..) {
        let step = entry
            .created_by
            .trim_start_matches("/bin/sh -c #(nop)")
            .trim();
        let Some(arguments) = step.strip_prefix("ADD ") else {
            continue;
        };
        if arguments.contains("--checksum=") {
            continue;
        }
        let remote = |word: &&str| word.starts_with("http://") || word.starts_with("https://");
        let Some(address) = arguments.split_whitespace().find(remote) else {
            continue;
        };
        // An address may carry a user name, a password or a signature: only its path is shown.
        let shown = shown_address(address);
        let message = format!("a file is added from {shown} without a checksum");
        let location = Location::object(format!("config.history[{index}].created_by"));
        judge.fail(Failure::new(message, location).key(shown));
    }
}

/// An address without user name, password, query and fragment.
pub(crate) fn shown_address(address: &str) -> String {
    let address = address.split(['?', '#']).next().unwrap_or_default();
    let (scheme, rest) = address.split_once("://").unwrap_or(("", address));
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let host = host.rsplit('@').next().unwrap_or(host);
    format!("{scheme}://{host}/{path}")
}

#[cfg(test)]
mod tests {
    use seaworthy_check::Exemplary as _;

    use super::*;

    #[test]
    fn the_form_of_the_older_builder_is_read_too() {
        let image = Image::of_example(
            "config: {history: [{created_by: '/bin/sh -c #(nop) ADD https://a.example/t /'}]}",
        );
        assert_eq!(CHECK.run(&image.unwrap()).findings.len(), 1);
    }

    #[test]
    fn an_address_is_shown_without_credentials_and_signature() {
        assert_eq!(
            shown_address("https://me:pw@example.com/a?sig=1#x"),
            "https://example.com/a"
        );
    }
}
