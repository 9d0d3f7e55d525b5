//! Formats that texts are checked against (the format library of Kubernetes).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::civil::Date;

use super::{Arguments, Evaluated, Function, global, member};
use crate::types::{FORMAT, Kind, STRING};
use crate::value::Value;

/// A format, by its name.
#[derive(Debug)]
pub struct Format {
    pub(crate) name: &'static str,
    /// What is wrong with a text; nothing for a good one.
    check: fn(&str) -> Option<&'static str>,
}

const MADE: super::Overloads = &[(&[], FORMAT)];

macro_rules! made {
    ($name:literal, $short:literal) => {
        global($name, MADE, |arguments| {
            named($short).map_or_else(|| arguments.none(), |format| Ok(Value::Format(format)))
        })
    };
}

pub(super) static FUNCTIONS: &[Function] = &[
    made!("format.byte", "byte"),
    made!("format.date", "date"),
    made!("format.datetime", "datetime"),
    made!("format.dns1035Label", "dns1035Label"),
    made!("format.dns1035LabelPrefix", "dns1035LabelPrefix"),
    made!("format.dns1123Label", "dns1123Label"),
    made!("format.dns1123LabelPrefix", "dns1123LabelPrefix"),
    made!("format.dns1123Subdomain", "dns1123Subdomain"),
    made!("format.dns1123SubdomainPrefix", "dns1123SubdomainPrefix"),
    made!("format.labelValue", "labelValue"),
    global(
        "format.named",
        &[(&[STRING], Kind::Optional)],
        |arguments| match arguments.values {
            [Value::String(name)] => Ok(named(name).map_or(Value::Optional(None), |format| {
                Value::some(Value::Format(format))
            })),
            _ => arguments.none(),
        },
    ),
    made!("format.qualifiedName", "qualifiedName"),
    made!("format.uri", "uri"),
    made!("format.uuid", "uuid"),
    member("validate", &[(&[FORMAT, STRING], Kind::Optional)], validate),
];

static FORMATS: &[Format] = &[
    Format {
        name: "byte",
        check: byte,
    },
    Format {
        name: "date",
        check: |text| (!is_date(text)).then_some("invalid date"),
    },
    Format {
        name: "datetime",
        check: datetime,
    },
    Format {
        name: "dns1035Label",
        check: |text| label(text, true),
    },
    Format {
        name: "dns1035LabelPrefix",
        check: |text| label(&prefix(text), true),
    },
    Format {
        name: "dns1123Label",
        check: |text| label(text, false),
    },
    Format {
        name: "dns1123LabelPrefix",
        check: |text| label(&prefix(text), false),
    },
    Format {
        name: "dns1123Subdomain",
        check: subdomain,
    },
    Format {
        name: "dns1123SubdomainPrefix",
        check: |text| subdomain(&prefix(text)),
    },
    Format {
        name: "labelValue",
        check: label_value,
    },
    Format {
        name: "qualifiedName",
        check: qualified_name,
    },
    Format {
        name: "uri",
        check: uri,
    },
    Format {
        name: "uuid",
        check: uuid,
    },
];

fn named(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}

fn validate(arguments: &mut Arguments<'_>) -> Evaluated {
    let [Value::Format(format), Value::String(text)] = arguments.values else {
        return arguments.none();
    };
    Ok(match (format.check)(text) {
        Some(fault) => Value::some(Value::list(vec![Value::text(fault)])),
        None => Value::Optional(None),
    })
}

/// A prefix may end with hyphens: something good can follow.
fn prefix(text: &str) -> String {
    match text.strip_suffix('-') {
        Some(rest) => format!("{rest}a"),
        None => text.to_owned(),
    }
}

fn label(text: &str, is_1035: bool) -> Option<&'static str> {
    if text.len() > 63 {
        return Some("must be no more than 63 characters");
    }
    let is_word = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit();
    let first = text.bytes().next().is_some_and(|c| match is_1035 {
        true => c.is_ascii_lowercase(),
        false => is_word(c),
    });
    let last = text.bytes().last().is_some_and(is_word);
    let all = text.bytes().all(|c| is_word(c) || c == b'-');
    (!(first && last && all)).then_some("is no label of DNS")
}

fn subdomain(text: &str) -> Option<&'static str> {
    if text.len() > 253 {
        return Some("must be no more than 253 characters");
    }
    let is_word = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit();
    let is_good = |part: &str| {
        part.bytes().next().is_some_and(is_word)
            && part.bytes().last().is_some_and(is_word)
            && part.bytes().all(|c| is_word(c) || c == b'-')
    };
    (!text.split('.').all(is_good)).then_some("is no name of DNS")
}

fn is_name(text: &str) -> bool {
    text.len() <= 63
        && text
            .bytes()
            .next()
            .is_some_and(|c| c.is_ascii_alphanumeric())
        && text
            .bytes()
            .last()
            .is_some_and(|c| c.is_ascii_alphanumeric())
        && text
            .bytes()
            .all(|c| c.is_ascii_alphanumeric() || b"-_.".contains(&c))
}

fn label_value(text: &str) -> Option<&'static str> {
    (!text.is_empty() && !is_name(text)).then_some("is no value of a label")
}

fn qualified_name(text: &str) -> Option<&'static str> {
    let (before, name) = match text.split_once('/') {
        Some((before, name)) => (Some(before), name),
        None => (None, text),
    };
    if before.is_some_and(|before| before.is_empty() || subdomain(before).is_some()) {
        return Some("its prefix is no name of DNS");
    }
    (!is_name(name)).then_some("is no qualified name")
}

fn uri(text: &str) -> Option<&'static str> {
    let found = super::url::Url::parse(text);
    let is_good = found.is_some_and(|url| url.has_scheme() || text.starts_with('/'));
    (!is_good).then_some("is no URI")
}

fn uuid(text: &str) -> Option<&'static str> {
    let digits = text.bytes().filter(u8::is_ascii_hexdigit).count();
    let lengths: Vec<usize> = text.split('-').map(str::len).collect();
    let shape = lengths == [8, 4, 4, 4, 12];
    let is_good = digits == 32 && (shape || text.len() == 32);
    (!is_good).then_some("is no UUID")
}

fn byte(text: &str) -> Option<&'static str> {
    STANDARD.decode(text).is_err().then_some("is no base64")
}

fn is_date(text: &str) -> bool {
    text.len() == 10 && text.parse::<Date>().is_ok()
}

fn datetime(text: &str) -> Option<&'static str> {
    let is_good = text.get(..10).is_some_and(is_date)
        && text.get(10..11).is_some_and(|c| matches!(c, "T" | "t"))
        && !text.contains('[')
        && text.parse::<jiff::Timestamp>().is_ok();
    (!is_good).then_some("is no time of RFC 3339")
}
