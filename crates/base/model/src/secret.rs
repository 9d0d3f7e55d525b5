//! A value that must not be printed.

use std::fmt;

/// A secret in memory: no `Display`, no serialisation, and a `Debug` that tells only its length.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Takes a value under guard.
    #[must_use]
    pub fn new(value: String) -> Self {
        Secret(value)
    }

    /// The value, for the one place that must send it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secret({} bytes)", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_does_not_tell_the_value() {
        let text = format!("{:?}", Secret::new("opensesame".to_owned()));
        assert_eq!(text, "Secret(10 bytes)");
    }
}
