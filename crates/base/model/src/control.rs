//! The stable name of a control of the catalogue, such as `IMG-03`.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize, Serializer};

/// The id of a control: three capital letters, a hyphen, two digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, JsonSchema)]
#[serde(try_from = "String")]
#[schemars(extend("pattern" = r"^[A-Z]{3}-[0-9]{2}$"))]
pub struct ControlId(Cow<'static, str>);

impl ControlId {
    /// A control id known when the program is built. `const`, so that units can be statics; that it
    /// names a control is tested where the units are listed.
    #[must_use]
    pub const fn known(id: &'static str) -> Self {
        ControlId(Cow::Borrowed(id))
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A text that is no control id.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is no control id; one looks like IMG-03")]
pub struct ControlIdError(String);

impl FromStr for ControlId {
    type Err = ControlIdError;

    fn from_str(text: &str) -> Result<Self, ControlIdError> {
        match text.as_bytes() {
            [a, b, c, b'-', d, e]
                if [a, b, c].iter().all(|x| x.is_ascii_uppercase())
                    && [d, e].iter().all(|x| x.is_ascii_digit()) =>
            {
                Ok(ControlId(Cow::Owned(text.to_owned())))
            }
            _ => Err(ControlIdError(text.chars().take(40).collect())),
        }
    }
}

impl TryFrom<String> for ControlId {
    type Error = ControlIdError;

    fn try_from(text: String) -> Result<Self, ControlIdError> {
        text.parse()
    }
}

/// The text, without a copy: every finding has one.
impl Serialize for ControlId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl From<ControlId> for String {
    fn from(id: ControlId) -> String {
        id.0.into_owned()
    }
}

impl fmt::Display for ControlId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_published_form_is_an_id() {
        assert_eq!(
            "IMG-03".parse::<ControlId>().unwrap(),
            ControlId::known("IMG-03")
        );
        for bad in ["", "img-03", "IMG03", "IMG-3", "IMG-003", "ÄMG-03"] {
            assert!(bad.parse::<ControlId>().is_err(), "{bad}");
        }
    }
}
