//! Comments that accept findings.

use seaworthy_check::harness;
use seaworthy_policy::ignores::CHECKS;

#[test]
fn every_check_of_comments_is_documented_and_its_examples_hold() {
    if let Err(complaints) = harness::prove(CHECKS) {
        panic!("{}", complaints.join("\n"));
    }
}
