//! `modified_id.csv`: which records of a set changed, the newest first.

use std::io::{self, BufRead, Read};

use jiff::Timestamp;

use crate::origin::is_name;

/// LIMIT: one line in bytes: a date, a comma and an id.
const LINE_BYTES_MAX: u64 = 1_024;

/// What the list says about the time since a date.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Listed {
    /// The ids that changed, and the date of the newest.
    Changed { ids: Vec<String>, newest: Timestamp },
    /// More changed than are asked for one by one.
    Many { newest: Timestamp },
    /// It is not of the form.
    Odd,
}

/// Reads down to the last date that is known. A record with that very date counts as changed
/// unless `is_known`. The rest of the list is not read.
pub(crate) fn read_listing(
    input: impl Read,
    known: Option<Timestamp>,
    ids_max: usize,
    is_known: impl Fn(&str) -> bool,
) -> io::Result<Listed> {
    let mut input = io::BufReader::new(input);
    let mut newest = None;
    let mut last: Option<Timestamp> = None;
    let mut ids = Vec::new();
    let mut line = String::new();
    loop {
        line.clear();
        let read = match (&mut input).take(LINE_BYTES_MAX).read_line(&mut line) {
            Err(error) if error.kind() == io::ErrorKind::InvalidData => return Ok(Listed::Odd),
            read => read?,
        };
        if read == 0 {
            break;
        }
        let Some((date, id)) = read_line(&line) else {
            return Ok(Listed::Odd);
        };
        // A list in another order would hide what changed.
        if last.is_some_and(|last| date > last) {
            return Ok(Listed::Odd);
        }
        last = Some(date);
        let first = *newest.get_or_insert(date);
        let Some(known) = known else {
            return Ok(Listed::Many { newest: first });
        };
        if date < known {
            break;
        }
        if date > known || !is_known(id) {
            ids.push(id.to_owned());
        }
        if ids.len() > ids_max {
            return Ok(Listed::Many { newest: first });
        }
    }
    Ok(match newest {
        Some(newest) => Listed::Changed { ids, newest },
        None => Listed::Odd,
    })
}

/// The ids that a list of changes names since a date (RFC 3339), at most `ids_max`; none if it is
/// no list, or names more.
#[must_use]
pub fn changed_ids(list: &[u8], since: &str, ids_max: usize) -> Option<Vec<String>> {
    let since = since.parse().ok()?;
    match read_listing(list, Some(since), ids_max, |_| false) {
        Ok(Listed::Changed { ids, .. }) => Some(ids),
        _ => None,
    }
}

fn read_line(line: &str) -> Option<(Timestamp, &str)> {
    let (date, id) = line.trim_end().split_once(',')?;
    let date = date.parse().ok()?;
    is_name(id).then_some((date, id))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = "2026-08-22T00:00:00.5Z,A-4\n2026-08-22T00:00:00Z,A-3\n\
        2026-08-21T00:00:00Z,A-2\n2026-08-20T00:00:00Z,A-1\n";

    fn listed(text: &str, known: Option<&str>, ids_max: usize) -> Listed {
        let known = known.map(|text| text.parse().expect("a date"));
        read_listing(text.as_bytes(), known, ids_max, |id| id == "A-2").expect("bytes")
    }

    #[test]
    fn the_list_is_read_down_to_the_known_date() {
        let newest: Timestamp = "2026-08-22T00:00:00.5Z".parse().expect("a date");
        let changed = |ids: &[&str]| Listed::Changed {
            ids: ids.iter().map(|id| (*id).to_owned()).collect(),
            newest,
        };
        let at = |known| listed(LIST, Some(known), 9);
        assert_eq!(at("2026-08-21T00:00:00Z"), changed(&["A-4", "A-3"]));
        // The same instant in another form, and a record of that instant that is not known.
        assert_eq!(at("2026-08-22T00:00:00.000Z"), changed(&["A-4", "A-3"]));
        assert_eq!(at("2026-08-20T12:00:00Z"), changed(&["A-4", "A-3", "A-2"]));
        assert_eq!(
            listed(LIST, Some("2026-08-01T00:00:00Z"), 2),
            Listed::Many { newest }
        );
        assert_eq!(listed(LIST, None, 9), Listed::Many { newest });
    }

    #[test]
    fn what_is_no_list_is_told() {
        let long = format!("2026-08-22T00:00:00Z,{}\n", "x".repeat(10 << 20));
        for text in [
            "",
            "<html>",
            "2026-08-22T00:00:00Z\n",
            "yesterday,A-1\n",
            "2026-08-22T00:00:00Z,../../etc/passwd\n",
            "2026-08-20T00:00:00Z,A-1\n2026-08-22T00:00:00Z,A-2\n",
            &long,
        ] {
            let found = listed(text, Some("2026-08-01T00:00:00Z"), 9);
            assert_eq!(found, Listed::Odd, "{}", text.get(..40).unwrap_or(text));
        }
        let odd = read_listing(&b"\xff\xfe,x\n"[..], None, 9, |_| false).expect("bytes");
        assert_eq!(odd, Listed::Odd);
    }
}
