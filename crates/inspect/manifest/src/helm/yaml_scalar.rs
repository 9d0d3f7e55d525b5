//! Which plain scalars Helm's YAML writer would read back as something else than text.

use super::number::go_int;

/// Whether a text, written plain, is read as that text: not as a boolean, number, null or date.
pub(super) fn resolves_to_text(text: &str) -> bool {
    let named = matches!(
        text,
        "" | "~"
            | "null"
            | "Null"
            | "NULL"
            | "y"
            | "Y"
            | "yes"
            | "Yes"
            | "YES"
            | "on"
            | "On"
            | "ON"
            | "true"
            | "True"
            | "TRUE"
            | "n"
            | "N"
            | "no"
            | "No"
            | "NO"
            | "off"
            | "Off"
            | "OFF"
            | "false"
            | "False"
            | "FALSE"
            | ".nan"
            | ".NaN"
            | ".NAN"
            | ".inf"
            | ".Inf"
            | ".INF"
            | "+.inf"
            | "+.Inf"
            | "+.INF"
            | "-.inf"
            | "-.Inf"
            | "-.INF"
    );
    !named && !is_number(text) && !is_sexagesimal(text) && !is_date(text)
}

fn is_number(text: &str) -> bool {
    let starts = text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.'));
    if !starts {
        return false;
    }
    let plain = text.replace('_', "");
    let unsigned = plain.trim_start_matches(['-', '+']);
    if unsigned.len() + 1 < plain.len() {
        return false;
    }
    let huge = !unsigned.is_empty() && unsigned.bytes().all(|byte| byte.is_ascii_digit());
    go_int(&plain).is_some() || huge || is_float(&plain)
}

/// Digits with a point and an exponent, as the writer's pattern has it.
fn is_float(text: &str) -> bool {
    let text = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (number, exponent) = match text.find(['e', 'E']) {
        Some(at) => (text.get(..at).unwrap_or_default(), text.get(at + 1..)),
        None => (text, None),
    };
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let exponent_fits = exponent.is_none_or(|exponent| {
        let size = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
        !size.is_empty() && digits(size)
    });
    let number_fits = match number.split_once('.') {
        Some((whole, fraction)) => {
            digits(whole) && digits(fraction) && !(whole.is_empty() && fraction.is_empty())
        }
        None => !number.is_empty() && digits(number),
    };
    exponent_fits && number_fits
}

/// Numbers to the base of sixty, such as `1:30:45`, which readers of YAML 1.1 take for numbers.
fn is_sexagesimal(text: &str) -> bool {
    let text = text.strip_prefix(['-', '+']).unwrap_or(text);
    let mut parts = text.split(':');
    let Some(first) = parts.next() else {
        return false;
    };
    let number = |text: &str| {
        text.starts_with(|c: char| c.is_ascii_digit())
            && text
                .bytes()
                .all(|byte| byte.is_ascii_digit() || byte == b'_')
    };
    let mut rest: Vec<&str> = parts.collect();
    if let Some(last) = rest.last_mut()
        && let Some((whole, fraction)) = last.split_once('.')
    {
        if !fraction
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'_')
        {
            return false;
        }
        *last = whole;
    }
    let minutes = |text: &&str| match text.as_bytes() {
        [digit] => digit.is_ascii_digit(),
        [tens, digit] => (b'0'..=b'5').contains(tens) && digit.is_ascii_digit(),
        _ => false,
    };
    !rest.is_empty() && number(first) && rest.iter().all(minutes)
}

/// A date, alone or with a time behind `T` or a space.
fn is_date(text: &str) -> bool {
    let mut rest = text;
    let mut take = |least: usize, most: usize, end: &str| {
        let count = rest.bytes().take_while(u8::is_ascii_digit).count();
        let after = rest.get(count..).unwrap_or_default();
        let fits = (least..=most).contains(&count) && after.starts_with(end);
        rest = after.get(end.len()..).unwrap_or_default();
        fits
    };
    if !(take(4, 4, "-") && take(1, 2, "-") && take(1, 2, "")) {
        return false;
    }
    if rest.is_empty() {
        return true;
    }
    let Some(time) = rest.strip_prefix(['T', 't', ' ']) else {
        return false;
    };
    rest = time;
    let mut take = |least: usize, most: usize, end: &str| {
        let count = rest.bytes().take_while(u8::is_ascii_digit).count();
        let after = rest.get(count..).unwrap_or_default();
        let fits = (least..=most).contains(&count) && after.starts_with(end);
        rest = after.get(end.len()..).unwrap_or_default();
        fits
    };
    take(1, 2, ":") && take(1, 2, ":") && take(1, 2, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_as_another_type_is_quoted() {
        let quoted = [
            "12:30",
            "1:30:45",
            "0x1F",
            "1_000",
            "1e3",
            "1e+3",
            ".5",
            "0b11",
            "0o17",
            "017",
            "08",
            "1.",
            ".inf",
            "y",
            "+1",
            "2020-1-1",
            "2020-01-01T00:00:00Z",
            "1_0.5",
            "null",
            "Null",
        ];
        for text in quoted {
            assert!(!resolves_to_text(text), "{text}");
        }
        for text in [
            "NaN", "=", "<<", "-", "1.2.3", "0x", "~x", "v1", "a", "10.0.0.1",
        ] {
            assert!(resolves_to_text(text), "{text}");
        }
    }
}
