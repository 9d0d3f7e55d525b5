//! The image has no tools that fetch from the network.
//!
//! # Why
//! Tools such as curl and nc load the second stage of an attack and carry data out.
//!
//! # Fix
//! Leave them out of the final stage; a health check can be a subcommand of the service
//! itself.
//!
//! # See
//! CIS Docker 4.3

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::FilePurpose;
use seaworthy_model::Severity;

use super::files;
use crate::Image;

pub(crate) static CHECK: Check<Image> = Check::new("IMG-02", Severity::Negligible, run)
    .doc(seaworthy_check::header!("network_tool_left_in.rs"))
    .examples(&[
        Example::new(
            "
            files:
              - path: usr/bin/curl   #! `curl` fetches from the network
                purposes: [network-tool]
            ",
        ),
        Example::new(
            "
            files:
              - path: usr/bin/curl
                purposes: [shell]
            ",
        ),
    ]);

fn run(image: &Image, judge: &mut Judge) {
    files::report(
        image,
        judge,
        FilePurpose::NetworkTool,
        ("fetches from the network", "fetch from the network"),
    );
}
