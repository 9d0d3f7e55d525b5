//! The signal that stops the container is one that a program can answer.
//!
//! # Why
//! `SIGKILL` and `SIGSTOP` reach no program: connections break, data that was not written is
//! lost. A signal that does not exist makes the engine refuse to start the container.
//!
//! # Fix
//! Leave `STOPSIGNAL` out, or name the signal by which the program ends in good order (`SIGTERM`,
//! `SIGQUIT`, `SIGINT`).
//!
//! # See
//! signal(7)

use seaworthy_check::{Check, Example, Failure, Judge};
use seaworthy_model::{Location, Severity};

use crate::Image;

/// Signals of signal(7) that a program can answer.
const SIGNALS: &[&str] = &[
    "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "IOT", "BUS", "FPE", "USR1", "SEGV", "USR2",
    "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "TSTP", "TTIN", "TTOU", "URG", "XCPU",
    "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "POLL", "PWR", "SYS",
];

pub(crate) static CHECK: Check<Image> = Check::new("IMG-07", Severity::Low, run)
    .doc(seaworthy_check::header!("odd_stop_signal.rs"))
    .examples(&[
        Example::new(
            "
            config:
              stop_signal: SIGKILL   #! the container is stopped by SIGKILL, which none can answer
            ",
        ),
        Example::new(
            "
            config:
              stop_signal: TERMINATE   #! the container is stopped by TERMINATE, which is no signal
            ",
        ),
        Example::new(
            "
            config:
              stop_signal: SIGQUIT
            ",
        ),
        Example::new(
            "
            config:
              stop_signal: '37'
            ",
        ),
    ]);

fn run(image: &Image, judge: &mut Judge) {
    let Some(config) = &image.facts.config else {
        return judge.not_applicable();
    };
    let Some(signal) = config
        .stop_signal
        .as_deref()
        .filter(|signal| !signal.is_empty())
    else {
        return;
    };
    let upper = signal.to_ascii_uppercase();
    let name = upper.strip_prefix("SIG").unwrap_or(&upper);
    let known = SIGNALS.contains(&name)
        || name.starts_with("RTMIN")
        || name.starts_with("RTMAX")
        || name
            .parse::<u8>()
            .is_ok_and(|number| (1..=64).contains(&number));
    let why = match name {
        "KILL" | "STOP" | "9" | "19" => "which none can answer",
        _ if known => return,
        _ => "which is no signal",
    };
    let message = format!("the container is stopped by {signal}, {why}");
    judge.fail(Failure::new(
        message,
        Location::object("config.stop_signal"),
    ));
}
