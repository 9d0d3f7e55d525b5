//! No `EXPOSE` names a port for remote administration.
//!
//! # Why
//! A server for ssh, telnet, remote desktop or the engine in an image is a second way in, with
//! accounts of its own, past every control of the platform.
//!
//! # Fix
//! Take the server and its `EXPOSE` out; sign in through the platform (`kubectl exec`), where it is
//! authorised and recorded.
//!
//! # See
//! CIS Docker 5.7

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::manifest::dockerfile::Keyword;
use seaworthy_model::Severity;

use super::BuildFile;

pub(super) static CHECK: Check<BuildFile> = Check::new("IMG-02", Severity::Medium, run)
    .doc(seaworthy_check::header!("admin_port_instruction.rs"))
    .examples(&[
        Example::new(
            "
            FROM debian:12
            EXPOSE 8080 22   #! port 22 is exposed, where ssh listens
            ",
        ),
        Example::new(
            "
            FROM debian:12 AS build
            EXPOSE 22
            FROM debian:12
            EXPOSE 8080/tcp $PORT
            ",
        ),
    ]);

fn run(build: &BuildFile, judge: &mut Judge) {
    for expose in build.image_instructions(Keyword::Expose) {
        for word in expose.arguments.words() {
            let range = word
                .value
                .as_deref()
                .and_then(crate::checks::exposed_admin_port::range);
            let Some((first, last)) = range else {
                continue;
            };
            for (port, service) in crate::checks::exposed_admin_port::ADMIN_PORTS {
                if (first..=last).contains(port) {
                    let message = format!("port {port} is exposed, where {service} listens");
                    judge.fail(build.complaint(word.place, message));
                }
            }
        }
    }
}
