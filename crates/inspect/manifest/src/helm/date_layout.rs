//! Go's layouts of dates: a layout is the reference time, Monday 2 January 2006 15:04:05 -0700,
//! written as dates shall be.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;

use super::object::Time;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

const DAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

/// The pieces of the reference time; a longer one stands before its beginning.
const PIECES: [&str; 27] = [
    "January", "Jan", "Monday", "Mon", "MST", "2006", "Z07:00", "Z0700", "-07:00", "-0700", "-07",
    "002", "01", "02", "03", "04", "05", "06", "15", "PM", "pm", "_2", "1", "2", "3", "4", "5",
];

/// The piece with which a layout begins.
fn piece(layout: &str) -> Option<&'static str> {
    PIECES.into_iter().find(|piece| {
        // Words only stand for themselves where no further letter follows.
        let after = layout
            .get(piece.len()..)
            .and_then(|rest| rest.chars().next());
        let word = matches!(*piece, "Jan" | "Mon");
        layout.starts_with(piece) && !(word && after.is_some_and(|c| c.is_ascii_lowercase()))
    })
}

/// A fraction of seconds, as `.000` or `.999`.
fn fraction(layout: &str) -> Option<usize> {
    let digits = layout.strip_prefix(['.', ','])?;
    let first = digits.chars().next().filter(|c| matches!(c, '0' | '9'))?;
    let count = digits.chars().take_while(|c| *c == first).count();
    let after = digits.chars().nth(count);
    (!after.is_some_and(|c| c.is_ascii_digit())).then_some(count)
}

/// A time in a layout.
pub(super) fn format(layout: &str, time: &Time) -> String {
    let at = time.offset.to_datetime(time.instant);
    let mut out = String::new();
    let mut rest = layout;
    while let Some(c) = rest.chars().next() {
        if let Some(count) = fraction(rest) {
            let nanos = format!("{:09}", at.subsec_nanosecond());
            let digits = nanos.get(..count.min(9)).unwrap_or_default();
            if rest.get(1..2) == Some("0") {
                out.push(c);
                out.push_str(digits);
            } else if !digits.trim_end_matches('0').is_empty() {
                out.push(c);
                out.push_str(digits.trim_end_matches('0'));
            }
            rest = rest.get(1 + count..).unwrap_or_default();
            continue;
        }
        match piece(rest) {
            Some(piece) => {
                push(&mut out, piece, at, time.offset);
                rest = rest.get(piece.len()..).unwrap_or_default();
            }
            None => {
                out.push(c);
                rest = rest.get(c.len_utf8()..).unwrap_or_default();
            }
        }
    }
    out
}

fn name<'n>(names: &[&'n str], number: i8) -> &'n str {
    let at = usize::try_from(number - 1).unwrap_or(0);
    names.get(at).copied().unwrap_or_default()
}

fn push(out: &mut String, piece: &str, at: DateTime, offset: Offset) {
    let month = name(&MONTHS, at.month());
    let day = name(&DAYS, at.date().weekday().to_monday_one_offset());
    let hour = (at.hour() + 11) % 12 + 1;
    let half = if at.hour() < 12 { "AM" } else { "PM" };
    let seconds = offset.seconds();
    let sign = if seconds < 0 { '-' } else { '+' };
    let (hours, minutes) = (seconds.abs() / 3600, seconds.abs() / 60 % 60);
    out.push_str(&match piece {
        "January" => month.to_owned(),
        "Jan" => month.get(..3).unwrap_or(month).to_owned(),
        "Monday" => day.to_owned(),
        "Mon" => day.get(..3).unwrap_or(day).to_owned(),
        "MST" => "UTC".to_owned(),
        "2006" => format!("{:04}", at.year()),
        "06" => format!("{:02}", at.year() % 100),
        "01" => format!("{:02}", at.month()),
        "1" => at.month().to_string(),
        "02" => format!("{:02}", at.day()),
        "_2" => format!("{:2}", at.day()),
        "2" => at.day().to_string(),
        "002" => format!("{:03}", at.date().day_of_year()),
        "15" => format!("{:02}", at.hour()),
        "03" => format!("{hour:02}"),
        "3" => hour.to_string(),
        "04" => format!("{:02}", at.minute()),
        "4" => at.minute().to_string(),
        "05" => format!("{:02}", at.second()),
        "5" => at.second().to_string(),
        "PM" => half.to_owned(),
        "pm" => half.to_lowercase(),
        "Z07:00" | "Z0700" if seconds == 0 => "Z".to_owned(),
        "Z07:00" | "-07:00" => format!("{sign}{hours:02}:{minutes:02}"),
        "Z0700" | "-0700" => format!("{sign}{hours:02}{minutes:02}"),
        "-07" => format!("{sign}{hours:02}"),
        other => other.to_owned(),
    });
}

/// The instant that a text names in a layout; without an offset in it, in UTC.
pub(super) fn parse(layout: &str, text: &str) -> Option<Timestamp> {
    let (mut year, mut month, mut day) = (0_i16, 1_i8, 1_i8);
    let (mut hour, mut minute, mut second, mut nanos) = (0_i8, 0_i8, 0_i8, 0_i32);
    let (mut offset, mut afternoon) = (0_i32, None);
    let (mut layout, mut rest) = (layout, text);
    while let Some(c) = layout.chars().next() {
        let Some(piece) = piece(layout) else {
            rest = rest.strip_prefix(c)?;
            layout = layout.get(c.len_utf8()..)?;
            continue;
        };
        layout = layout.get(piece.len()..)?;
        let small = |rest: &mut &str| digits(rest, 1, 2).and_then(|n| i8::try_from(n).ok());
        match piece {
            "2006" => year = i16::try_from(digits(&mut rest, 4, 4)?).ok()?,
            "06" => {
                let short = i16::try_from(digits(&mut rest, 2, 2)?).ok()?;
                year = if short >= 69 { 1900 } else { 2000 } + short;
            }
            "January" | "Jan" => month = named(&mut rest, &MONTHS, piece == "Jan")?,
            "Monday" | "Mon" => _ = named(&mut rest, &DAYS, piece == "Mon")?,
            "01" | "1" => month = small(&mut rest)?,
            "02" | "2" | "_2" => {
                rest = rest.trim_start_matches(' ');
                day = small(&mut rest)?;
            }
            "15" | "03" | "3" => hour = small(&mut rest)?,
            "04" | "4" => minute = small(&mut rest)?,
            "05" | "5" => {
                second = small(&mut rest)?;
                // A fraction may follow that no layout names.
                if fraction(layout).is_none() && rest.starts_with('.') {
                    nanos = take_fraction(&mut rest)?;
                }
            }
            "PM" | "pm" => {
                let half = rest.get(..2)?;
                afternoon = Some(half.eq_ignore_ascii_case("pm"));
                rest = rest.get(2..)?;
            }
            "MST" => rest = rest.get(3..)?,
            "Z07:00" | "Z0700" if rest.starts_with('Z') => rest = rest.get(1..)?,
            "Z07:00" | "Z0700" | "-07:00" | "-0700" | "-07" => offset = zone(&mut rest, piece)?,
            _ => return None,
        }
        if fraction(layout).is_some() {
            nanos = take_fraction(&mut rest).unwrap_or(0);
            layout = layout.get(1..)?.trim_start_matches(['0', '9']);
        }
    }
    match afternoon {
        Some(true) if hour < 12 => hour += 12,
        Some(false) if hour == 12 => hour = 0,
        _ => {}
    }
    if !rest.is_empty() {
        return None;
    }
    let at = DateTime::new(year, month, day, hour, minute, second, nanos).ok()?;
    Offset::from_seconds(offset).ok()?.to_timestamp(at).ok()
}

fn digits(rest: &mut &str, least: usize, most: usize) -> Option<i32> {
    let count = rest
        .bytes()
        .take(most)
        .take_while(u8::is_ascii_digit)
        .count();
    if count < least {
        return None;
    }
    let number = rest.get(..count)?.parse().ok()?;
    *rest = rest.get(count..)?;
    Some(number)
}

fn take_fraction(rest: &mut &str) -> Option<i32> {
    let body = rest.strip_prefix(['.', ','])?;
    let count = body.bytes().take_while(u8::is_ascii_digit).count();
    let shown = body.get(..count.min(9))?;
    *rest = body.get(count..)?;
    format!("{shown:0<9}").parse().ok()
}

fn named(rest: &mut &str, names: &[&str], short: bool) -> Option<i8> {
    for (at, name) in names.iter().enumerate() {
        let name = if short { name.get(..3)? } else { name };
        let found = rest
            .get(..name.len())
            .is_some_and(|text| text.eq_ignore_ascii_case(name));
        if found {
            *rest = rest.get(name.len()..)?;
            return i8::try_from(at + 1).ok();
        }
    }
    None
}

fn zone(rest: &mut &str, piece: &str) -> Option<i32> {
    let sign = match rest.chars().next()? {
        '-' => -1,
        '+' => 1,
        _ => return None,
    };
    *rest = rest.get(1..)?;
    let hours = digits(rest, 2, 2)?;
    if piece.contains(':') {
        *rest = rest.strip_prefix(':')?;
    }
    let minutes = if piece == "-07" {
        0
    } else {
        digits(rest, 2, 2)?
    };
    Some(sign * (hours * 3600 + minutes * 60))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Time {
        Time {
            instant: text.parse().unwrap(),
            offset: Offset::UTC,
        }
    }

    #[test]
    fn layouts_show_a_time() {
        let time = at("2020-03-04T15:06:07.5Z");
        assert_eq!(
            format("2006-01-02T15:04:05Z07:00", &time),
            "2020-03-04T15:06:07Z"
        );
        assert_eq!(
            format("Mon, 02 Jan 2006 15:04:05 MST", &time),
            "Wed, 04 Mar 2020 15:06:07 UTC"
        );
        assert_eq!(format("20060102150405", &time), "20200304150607");
        assert_eq!(format("3:04PM .000", &time), "3:06PM .500");
    }

    #[test]
    fn layouts_read_a_time() {
        let read = |layout: &str, text: &str| parse(layout, text).unwrap().to_string();
        assert_eq!(read("2006-01-02", "2020-03-04"), "2020-03-04T00:00:00Z");
        assert_eq!(
            read("02 Jan 06 15:04 -0700", "04 Mar 20 15:06 +0100"),
            "2020-03-04T14:06:00Z"
        );
        assert!(parse("2006-01-02", "yesterday").is_none());
    }
}
