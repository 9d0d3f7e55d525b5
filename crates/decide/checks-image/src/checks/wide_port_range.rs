//! The ports that are exposed are those that the program uses.
//!
//! # Why
//! `docker run -P` publishes every port that is declared. A range says that nobody knows which
//! ones are used, and a service that should be internal is reachable with the rest.
//!
//! # Fix
//! Declare the single ports of the program.
//!
//! # See
//! CIS Docker 5.8

use seaworthy_check::{Check, Example, Failure, Judge};
use seaworthy_model::{Location, Severity};

use crate::Image;

/// Media and file transfer services need a few ports in a row.
const PORTS_MANY: u32 = 100;

pub(crate) static CHECK: Check<Image> = Check::new("IMG-07", Severity::Negligible, run)
    .doc(seaworthy_check::header!("wide_port_range.rs"))
    .examples(&[
        Example::new(
            "
            config:
              exposed_ports: [8000-9000/tcp]   #! 1001 ports are exposed as one range
            ",
        ),
        Example::new(
            "
            config:
              exposed_ports: [8080/tcp, 9000-9003/udp]
            ",
        ),
    ]);

fn run(image: &Image, judge: &mut Judge) {
    let Some(config) = &image.facts.config else {
        return judge.not_applicable();
    };
    for exposed in &config.exposed_ports {
        let ports = exposed.split('/').next().unwrap_or_default();
        let Some((first, last)) = ports.split_once('-') else {
            continue;
        };
        // What is no port at all is told by `exposed-admin-port`.
        let (Ok(first), Ok(last)) = (first.parse::<u16>(), last.parse::<u16>()) else {
            continue;
        };
        let count = u32::from(last.saturating_sub(first)) + 1;
        if count > PORTS_MANY {
            let message = format!("{count} ports are exposed as one range");
            let failure = Failure::new(message, Location::object("config.exposed_ports"));
            judge.fail(failure.key(exposed.clone()));
        }
    }
}
