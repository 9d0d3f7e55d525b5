//! Tests of the whole group of cloud checks.

#[cfg(test)]
mod examples;
