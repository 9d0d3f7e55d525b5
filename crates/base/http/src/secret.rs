//! A text that must never be shown, and the `Authorization` header made from it.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// A password or token. It has no `Display`, and `Debug` shows nothing of it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Secret(String);

impl Secret {
    /// Wraps a secret.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The secret itself, for the one place that sends it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Secret(..)")
    }
}

/// Credentials of one request. They are sent to the origin of the request and to no other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Authorization {
    /// HTTP Basic (RFC 7617).
    Basic {
        /// The user name.
        user: String,
        /// The password.
        password: Secret,
    },
    /// A bearer token (RFC 6750).
    Bearer(Secret),
}

impl Authorization {
    /// The value of the `Authorization` header.
    pub(crate) fn header_value(&self) -> String {
        match self {
            Self::Basic { user, password } => {
                let pair = format!("{user}:{}", password.expose());
                format!("Basic {}", STANDARD.encode(pair))
            }
            Self::Bearer(token) => format!("Bearer {}", token.expose()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_not_shown() {
        let basic = Authorization::Basic {
            user: "ann".to_owned(),
            password: Secret::new("hunter2"),
        };
        let bearer = Authorization::Bearer(Secret::new("hunter2"));
        assert!(!format!("{basic:?} {bearer:?}").contains("hunter2"));
    }

    #[test]
    fn basic_encodes_user_and_password() {
        // The example of RFC 7617 section 2.
        let basic = Authorization::Basic {
            user: "Aladdin".to_owned(),
            password: Secret::new("open sesame"),
        };
        assert_eq!(basic.header_value(), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
    }
}
