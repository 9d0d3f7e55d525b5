//! A comment that ignores a check says why.
//!
//! # Why
//! Who reads the file later must know whether the risk is still worth taking. Without a reason the
//! comment accepts nothing, and the finding stays.
//!
//! # Fix
//! Write `# seaworthy: ignore CHECK because REASON`, with the name of the check as the report shows
//! it.
//!
//! # See
//! NIST SP 800-53 RA-7

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use super::Ignore;

pub(super) static CHECK: Check<Ignore> = Check::new("CLU-09", Severity::Low, run)
    .doc(seaworthy_check::header!("ignore_without_reason.rs"))
    .examples(&[
        Example::new(
            "
            spec:
              # seaworthy: ignore host-namespace   #! the comment says no reason, so it ignores nothing
              hostNetwork: true
            ",
        ),
        Example::new(
            "
            # seaworthy: ignore because I say so   #! the comment names no check, so it ignores nothing
            spec:
            ",
        ),
        Example::new(
            "
            spec:
              # seaworthy: ignore host-namespace because the probe sees the node
              hostNetwork: true
            ",
        ),
    ]);

fn run(ignore: &Ignore, judge: &mut Judge) {
    let lack = match (&ignore.checks[..], ignore.reason.as_str()) {
        ([], _) => "names no check",
        (_, "") => "says no reason",
        _ => return,
    };
    let message = format!("the comment {lack}, so it ignores nothing");
    judge.fail(ignore.failure(lack, message));
}
