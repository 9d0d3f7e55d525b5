//! A comment that ignores a check ignores something.
//!
//! # Why
//! A comment that covers nothing is a slip of the pen, so that the risk it means is not accepted;
//! or what it accepted is mended, and it will hide the next finding of its kind.
//!
//! # Fix
//! Remove the comment, or put it above the line of the finding and name the check as the report
//! does.
//!
//! # See
//! NIST SP 800-53 RA-7

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use super::Ignore;

pub(super) static CHECK: Check<Ignore> = Check::new("CLU-09", Severity::Low, run)
    .doc(seaworthy_check::header!("dead_ignore.rs"))
    .examples(&[
        Example::new(
            "
            spec:
              # seaworthy: ignore host-namespace because it probes   #! the comment ignores `host-namespace`, which finds nothing here
              hostNetwork: false
            ",
        ),
        Example::new(
            "
            spec:
              # seaworthy: ignore host-namespace because the probe sees the node
              hostNetwork: true   # found: host-namespace
            ",
        ),
    ]);

fn run(ignore: &Ignore, judge: &mut Judge) {
    if ignore.reason.is_empty() {
        return judge.not_applicable();
    }
    for check in ignore
        .checks
        .iter()
        .filter(|check| !ignore.used.contains(*check))
    {
        let message = format!("the comment ignores `{check}`, which finds nothing here");
        judge.fail(ignore.failure(check, message));
    }
}
