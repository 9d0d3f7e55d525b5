//! Tests of the crate from outside.

mod order;
mod order_laws;
