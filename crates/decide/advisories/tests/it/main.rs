//! Tests of the crate from outside.
#![expect(
    clippy::unwrap_used,
    reason = "helpers of tests stop at the first surprise"
)]

mod hostile_pack;
mod labels;
mod matching;
mod order;
mod order_laws;
mod real_pack;
mod vendors;
