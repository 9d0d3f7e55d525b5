//! What a plain scalar means: null, truth, number or text.
//!
//! Kubernetes reads YAML with version 2 of the Go library (through `sigs.k8s.io/yaml`), Compose and
//! Kustomize with version 3. Both know the booleans of YAML 1.2, octal numbers with and without the
//! letter `o`, and underscores in numbers; version 2 also takes `yes`, `no`, `on`, `off`, `y` and
//! `n` as booleans. Neither knows numbers in base 60, and a date stays text.

use super::Kind;

/// Whose reading of plain scalars and merge keys holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// What an API server of Kubernetes sees: `yes` and `on` are true, and a merge key replaces
    /// what stands before it.
    #[default]
    Kubernetes,
    /// The core schema as Compose and Kustomize read it: `yes` is text, and a key of the mapping
    /// itself always wins over a merged one.
    Core,
}

impl Dialect {
    /// What a plain scalar of that text is.
    #[must_use]
    pub fn kind(self, text: &str) -> Kind {
        kind(text, self)
    }
}

/// The value of an integer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Integer {
    /// It fits 64 bits with a sign.
    Signed(i64),
    /// It fits 64 bits without a sign only.
    Unsigned(u64),
    /// It is larger than that.
    Large,
}

/// The kind of a plain scalar.
pub(super) fn kind(text: &str, dialect: Dialect) -> Kind {
    let Some(first) = text.bytes().next() else {
        return Kind::Null;
    };
    match first {
        b'~' | b'n' | b'N' | b't' | b'T' | b'f' | b'F' | b'y' | b'Y' | b'o' | b'O' => {
            word(text, dialect)
        }
        b'0'..=b'9' | b'+' | b'-' | b'.' => number(text),
        _ => Kind::String,
    }
}

fn word(text: &str, dialect: Dialect) -> Kind {
    match text {
        "~" | "null" | "Null" | "NULL" => Kind::Null,
        "true" | "True" | "TRUE" | "false" | "False" | "FALSE" => Kind::Bool,
        "y" | "Y" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" | "n" | "N" | "no" | "No" | "NO"
        | "off" | "Off" | "OFF"
            if dialect == Dialect::Kubernetes =>
        {
            Kind::Bool
        }
        _ => Kind::String,
    }
}

fn number(text: &str) -> Kind {
    if integer(text).is_some() {
        Kind::Integer
    } else if float(text).is_some() {
        Kind::Float
    } else {
        Kind::String
    }
}

/// The truth of a scalar of kind [`Kind::Bool`].
pub(super) fn truth(text: &str) -> bool {
    matches!(text.as_bytes().first(), Some(b't' | b'T' | b'y' | b'Y'))
        || text.eq_ignore_ascii_case("on")
}

/// The value of an integer as Go's `strconv.ParseInt` with base 0 reads it, underscores left out.
pub(super) fn integer(text: &str) -> Option<Integer> {
    let (negative, digits) = match text.as_bytes().first()? {
        b'-' => (true, text.get(1..)?),
        b'+' => (false, text.get(1..)?),
        b'0'..=b'9' => (false, text),
        _ => return None,
    };
    let (radix, digits) = match digits.get(..2) {
        Some("0x" | "0X") => (16, digits.get(2..)?),
        Some("0b" | "0B") => (2, digits.get(2..)?),
        Some("0o" | "0O") => (8, digits.get(2..)?),
        _ if digits.len() > 1 && digits.starts_with('0') => (8, digits.get(1..)?),
        _ => (10, digits),
    };
    // A sign before an underscore or a lone prefix is no number.
    let mut any = false;
    let mut value = Some(0_u64);
    for byte in digits.bytes().filter(|byte| *byte != b'_') {
        let digit = char::from(byte).to_digit(radix)?;
        any = true;
        value = value
            .and_then(|value| value.checked_mul(u64::from(radix)))
            .and_then(|value| value.checked_add(u64::from(digit)));
    }
    if !any {
        return None;
    }
    Some(match value {
        None => Integer::Large,
        Some(value) if negative => match 0_i64.checked_sub_unsigned(value) {
            Some(value) => Integer::Signed(value),
            None => Integer::Large,
        },
        Some(value) => i64::try_from(value).map_or(Integer::Unsigned(value), Integer::Signed),
    })
}

/// The value of a float, underscores left out; nothing for one that is too large.
pub(super) fn float(text: &str) -> Option<f64> {
    match text {
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => return Some(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => return Some(f64::NEG_INFINITY),
        ".nan" | ".NaN" | ".NAN" => return Some(f64::NAN),
        _ => {}
    }
    let stripped;
    let text = if text.contains('_') && !text.starts_with('.') {
        stripped = text.replace('_', "");
        &stripped
    } else {
        text
    };
    is_float(text.as_bytes())
        .then(|| text.parse().ok())?
        .filter(|value: &f64| value.is_finite())
}

/// A sign, digits with at most one point, and an exponent.
fn is_float(bytes: &[u8]) -> bool {
    fn digits(bytes: &[u8]) -> (usize, &[u8]) {
        let count = bytes
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        (count, bytes.get(count..).unwrap_or_default())
    }
    fn signed(bytes: &[u8]) -> &[u8] {
        match bytes {
            [b'+' | b'-', rest @ ..] => rest,
            _ => bytes,
        }
    }
    let (whole, rest) = digits(signed(bytes));
    let (part, rest) = match rest {
        [b'.', rest @ ..] => digits(rest),
        _ => (0, rest),
    };
    if whole + part == 0 {
        return false;
    }
    match rest {
        [] => true,
        [b'e' | b'E', rest @ ..] => {
            let (count, rest) = digits(signed(rest));
            count > 0 && rest.is_empty()
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_scalars_are_what_an_api_server_sees() {
        for (text, expected) in [
            ("", Kind::Null),
            ("~", Kind::Null),
            ("NULL", Kind::Null),
            ("nULL", Kind::String),
            ("yes", Kind::Bool),
            ("Off", Kind::Bool),
            ("n", Kind::Bool),
            ("True", Kind::Bool),
            ("tRUE", Kind::String),
            ("12", Kind::Integer),
            ("-0x1F", Kind::Integer),
            ("0777", Kind::Integer),
            ("0o777", Kind::Integer),
            ("1_000", Kind::Integer),
            ("99999999999999999999", Kind::Integer),
            ("08", Kind::Float),
            ("1.5", Kind::Float),
            ("1.", Kind::Float),
            (".5e3", Kind::Float),
            ("1e3", Kind::Float),
            (".inf", Kind::Float),
            ("1e999", Kind::String),
            ("1:30", Kind::String),
            ("2001-12-14", Kind::String),
            ("1.2.3", Kind::String),
            ("-", Kind::String),
            ("+", Kind::String),
            ("0x", Kind::String),
            (".", Kind::String),
            ("100m", Kind::String),
            ("1e", Kind::String),
            ("<<", Kind::String),
        ] {
            assert_eq!(kind(text, Dialect::Kubernetes), expected, "{text}");
        }
    }

    #[test]
    fn the_core_schema_has_two_words_for_truth() {
        for text in ["yes", "No", "on", "OFF", "y", "N"] {
            assert_eq!(kind(text, Dialect::Core), Kind::String, "{text}");
        }
        assert_eq!(kind("TRUE", Dialect::Core), Kind::Bool);
        assert_eq!(kind("0777", Dialect::Core), Kind::Integer);
    }

    #[test]
    fn integers_have_the_value_of_their_base() {
        assert_eq!(integer("0777"), Some(Integer::Signed(511)));
        assert_eq!(integer("0o17"), Some(Integer::Signed(15)));
        assert_eq!(integer("-0b101"), Some(Integer::Signed(-5)));
        assert_eq!(integer("+12"), Some(Integer::Signed(12)));
        assert_eq!(
            integer("-9223372036854775808"),
            Some(Integer::Signed(i64::MIN))
        );
        let large = 18_446_744_073_709_551_615;
        assert_eq!(
            integer("18446744073709551615"),
            Some(Integer::Unsigned(large))
        );
        assert_eq!(integer("18446744073709551616"), Some(Integer::Large));
        assert_eq!(integer("089"), None);
        assert_eq!(float("1_0.5"), Some(10.5));
    }

    #[test]
    fn words_of_truth_are_true_or_false() {
        for text in ["y", "Yes", "true", "on", "ON"] {
            assert!(truth(text), "{text}");
        }
        for text in ["n", "No", "false", "off", "OFF"] {
            assert!(!truth(text), "{text}");
        }
    }
}
