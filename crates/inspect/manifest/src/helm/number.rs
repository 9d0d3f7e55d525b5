//! Numbers as Go reads and prints them.

/// An integer after Go's syntax: signs, `0x`, `0o`, `0b`, a leading zero for octal, and
/// underscores between digits.
pub(super) fn go_int(text: &str) -> Option<i64> {
    let (negative, digits) = match text.as_bytes().first()? {
        b'-' => (true, text.get(1..)?),
        b'+' => (false, text.get(1..)?),
        _ => (false, text),
    };
    let lower = digits.to_ascii_lowercase();
    let (radix, body) = if let Some(body) = lower.strip_prefix("0x") {
        (16, body)
    } else if let Some(body) = lower.strip_prefix("0o") {
        (8, body)
    } else if let Some(body) = lower.strip_prefix("0b") {
        (2, body)
    } else if lower.len() > 1 && lower.starts_with('0') {
        (8, lower.get(1..)?)
    } else {
        (10, lower.as_str())
    };
    let body = body.replace('_', "");
    if body.is_empty() || !body.chars().all(|c| c.is_digit(radix)) {
        return None;
    }
    let number = i128::from_str_radix(&body, radix).ok()?;
    i64::try_from(if negative { -number } else { number }).ok()
}

/// The shortest digits of a number, and the place of its point behind the first of them.
fn shortest(number: f64) -> (String, i32) {
    let text = format!("{:e}", number.abs());
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    (digits.replace('.', ""), exponent.parse().unwrap_or(0))
}

fn special(number: f64) -> Option<&'static str> {
    if number.is_nan() {
        Some("NaN")
    } else if number.is_infinite() {
        Some(if number > 0.0 { "+Inf" } else { "-Inf" })
    } else {
        None
    }
}

/// `%e` with the shortest digits.
fn scientific(number: f64) -> String {
    let (digits, exponent) = shortest(number);
    let mut out = String::new();
    if number.is_sign_negative() {
        out.push('-');
    }
    let (first, rest) = digits.split_at(digits.len().min(1));
    out.push_str(first);
    if !rest.is_empty() {
        out.push('.');
        out.push_str(rest);
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    out.push_str(&format!("e{sign}{:02}", exponent.abs()));
    out
}

/// A number as `%v` prints it: with an exponent from a million on, and below 0.0001.
pub(super) fn go_float(number: f64) -> String {
    if let Some(special) = special(number) {
        return special.to_owned();
    }
    let (_, exponent) = shortest(number);
    if number != 0.0 && !(-4..6).contains(&exponent) {
        // Go counts digits, not size: six before the point are the border.
        return scientific(number);
    }
    format!("{number}")
}

/// A number as `encoding/json` writes it.
pub(super) fn json_float(number: f64) -> String {
    let size = number.abs();
    if size != 0.0 && !(1e-6..1e21).contains(&size) {
        // `e-09` becomes `e-9`.
        let text = scientific(number);
        return text.replace("e-0", "e-");
    }
    format!("{number}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_have_an_exponent_from_a_million_on() {
        assert_eq!(go_float(999_999.0), "999999");
        assert_eq!(go_float(1_000_000.0), "1e+06");
        assert_eq!(go_float(12_345_678.0), "1.2345678e+07");
        assert_eq!(go_float(0.00001), "1e-05");
        assert_eq!(go_float(0.0), "0");
        assert_eq!(go_float(-2.5), "-2.5");
        assert_eq!(json_float(1e21), "1e+21");
        assert_eq!(json_float(1e-7), "1e-7");
        assert_eq!(json_float(12_345_678.0), "12345678");
    }

    #[test]
    fn integers_are_read_as_go_reads_them() {
        assert_eq!(go_int("0x1F"), Some(31));
        assert_eq!(go_int("017"), Some(15));
        assert_eq!(go_int("1_000"), Some(1000));
        assert_eq!(go_int("-7"), Some(-7));
        assert_eq!(go_int("08"), None);
        assert_eq!(go_int("99999999999999999999"), None);
    }
}
