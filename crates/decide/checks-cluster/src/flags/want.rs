//! What a flag must be.

/// What a flag must be.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Want {
    /// One of these.
    OneOf(&'static [&'static str]),
    /// Anything but these.
    NoneOf(&'static [&'static str]),
    /// Set to something.
    Set,
    /// Not there at all.
    Absent,
    /// A list with this item.
    Item(&'static str),
    /// A list without this item.
    NoItem(&'static str),
    /// A number of at least this.
    AtLeast(i64),
    /// Zero, which is no limit, or a number of at least this.
    NoneOrAtLeast(i64),
    /// An address that the machine alone reaches.
    Loopback,
    /// A length of time other than zero.
    NotZero,
    /// A list of cipher suites, all of them strong.
    StrongCiphers,
}

impl Want {
    /// Whether a text is what is wanted; nothing where none is written and none holds by default.
    pub(crate) fn holds(self, text: Option<&str>) -> bool {
        let has_value = text.is_some_and(|text| !text.is_empty());
        match self {
            Want::OneOf(values) => text.is_some_and(|text| values.contains(&text)),
            Want::NoneOf(values) => text.is_none_or(|text| !values.contains(&text)),
            Want::Set => has_value,
            Want::Absent => text.is_none(),
            Want::Item(item) => text.is_some_and(|text| has_item(text, item)),
            Want::NoItem(item) => text.is_none_or(|text| !has_item(text, item)),
            Want::AtLeast(least) => {
                let number = text.and_then(|text| text.parse().ok());
                number.is_some_and(|own: i64| own >= least)
            }
            Want::NoneOrAtLeast(least) => {
                let number = text.and_then(|text| text.parse().ok());
                number.is_none_or(|own: i64| own == 0 || own >= least)
            }
            Want::NotZero => text
                .is_none_or(|text| text.is_empty() || text.chars().any(|c| matches!(c, '1'..='9'))),
            Want::Loopback => text.is_none_or(|text| {
                ["127.", "localhost", "[::1]", "::1"]
                    .iter()
                    .any(|start| text.starts_with(start))
            }),
            Want::StrongCiphers => {
                has_value && text.is_some_and(|text| text.split(',').all(is_strong))
            }
        }
    }
}

/// A list as flags write it.
fn has_item(text: &str, item: &str) -> bool {
    text.split(',').any(|own| own.trim() == item)
}

/// Cipher suites with forward secrecy and authenticated encryption, and all of TLS 1.3.
fn is_strong(suite: &str) -> bool {
    let suite = suite.trim();
    let is_tls13 = suite.starts_with("TLS_AES_") || suite.starts_with("TLS_CHACHA20_");
    let is_sealed = suite.contains("_GCM_") || suite.contains("_CHACHA20_POLY1305");
    is_tls13 || (suite.starts_with("TLS_ECDHE_") && is_sealed)
}
