//! Python requirements: `requirements*.txt` and the like.
//!
//! Format: "Requirements File Format" of pip: one requirement a line (PEP 508), `\` at the end goes
//! on, `#` begins a comment, options begin with `-`. Only `==` without a wildcard, and `===`, state
//! a version; a package without one is there with an empty version, which nobody can call clean.

use seaworthy_facts::PackageKind;
use seaworthy_model::Digest;

use crate::found::Found;
use crate::lines::numbered;
use crate::unit::{Evidence, Knows, Recognise, Unit};

/// The unit.
pub(crate) static UNIT: Unit = Unit {
    id: "requirements",
    title: "Python requirements",
    evidence: Evidence::Locked,
    recognise: &[Recognise::Extension("txt", is_requirements)],
    knows: Knows {
        licences: false,
        edges: false,
        hashes: true,
        source: false,
        files: false,
        development: false,
        locations: true,
    },
    // LIMIT: a compiled file with all hashes of 500 packages has 1 MB.
    file_bytes_max: 16 * 1024 * 1024,
    parse,
};

/// LIMIT: bytes of one requirement with its continuation lines; a package with a hash for each of
/// its 200 wheels has 20 kB.
const LINE_BYTES_MAX: usize = 256 * 1024;

fn is_requirements(path: &str) -> bool {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let stem = name.strip_suffix(".txt").unwrap_or(name);
    let of_project = !folder
        .split('/')
        .any(|part| matches!(part, "site-packages" | "dist-packages" | "node_modules"))
        && !folder.starts_with("usr/share/doc");
    of_project
        && (stem.starts_with("requirements")
            || stem.ends_with("-requirements")
            || stem.ends_with("_requirements")
            || folder.rsplit('/').next() == Some("requirements"))
}

fn parse(content: &[u8], found: &mut Found<'_>) {
    let mut joined = String::new();
    let mut first = 0;
    for (number, line) in numbered(content.strip_prefix(b"\xef\xbb\xbf").unwrap_or(content)) {
        if joined.is_empty() {
            first = number;
        }
        let line = String::from_utf8_lossy(line);
        let goes_on = line.ends_with('\\');
        joined.push_str(line.strip_suffix('\\').unwrap_or(&line));
        if joined.len() > LINE_BYTES_MAX {
            found.unread(format!(
                "a requirement on line {first} is longer than {LINE_BYTES_MAX} bytes"
            ));
            joined.clear();
        } else if goes_on {
            joined.push(' ');
        } else {
            requirement(&joined, first, found);
            joined.clear();
        }
        if found.is_full() {
            return;
        }
    }
    requirement(&joined, first, found);
}

fn requirement(line: &str, number: u32, found: &mut Found<'_>) {
    // A `#` inside a URL is no comment; pip asks for white space before it.
    let end = line.match_indices('#').find(|(at, _)| {
        line.get(..*at)
            .is_some_and(|s| s.is_empty() || s.ends_with([' ', '\t']))
    });
    let line = line.get(..end.map_or(line.len(), |(at, _)| at));
    let line = line.unwrap_or_default().trim();
    if line.is_empty() {
        return;
    }
    if line.starts_with('-') {
        return option(line, number, found);
    }
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let (name, rest) = line.split_at(line.find(|c| !is_name(c)).unwrap_or(line.len()));
    let rest = rest.trim_start();
    if name.is_empty() || rest.starts_with([':', '/', '+']) {
        return found.unread(format!("line {number} names no package by name"));
    }
    let rest = match rest.strip_prefix('[') {
        Some(extras) => extras.split_once(']').map_or("", |(_, rest)| rest),
        None => rest,
    };
    let end = rest.find([';']).into_iter().chain(rest.find(" --")).min();
    let condition = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
    let version = pinned(condition).unwrap_or_default();
    let mut package = found.new_package(PackageKind::Pypi, name, version);
    let hashes = rest.split("--hash=").skip(1);
    package.hashes = hashes
        .filter_map(|hash| hash.split_ascii_whitespace().next()?.parse::<Digest>().ok())
        .take(crate::found::FIELD_ENTRIES_MAX)
        .collect();
    for place in &mut package.places {
        place.line = Some(number);
    }
    found.push(package);
}

/// The one version that a condition states.
pub(super) fn pinned(condition: &str) -> Option<String> {
    let condition = condition
        .trim()
        .trim_start_matches('(')
        .trim_end_matches(')');
    condition.split(',').find_map(|clause| {
        let version = clause.trim().strip_prefix("==")?;
        let version = version.strip_prefix('=').unwrap_or(version).trim();
        (!version.is_empty() && !version.contains('*')).then(|| version.to_owned())
    })
}

fn option(line: &str, number: u32, found: &mut Found<'_>) {
    let value = |names: [&str; 2]| {
        names
            .into_iter()
            .find_map(|name| line.strip_prefix(name))
            .map(|value| value.trim_start_matches(['=', ' ', '\t']))
    };
    if let Some(other) = value(["--requirement", "-r"]).or(value(["--constraint", "-c"])) {
        let folder = found
            .path()
            .rsplit_once('/')
            .map_or("", |(folder, _)| folder);
        if !is_requirements(&format!("{folder}/{other}")) {
            let other: String = other.chars().take(100).collect();
            found.unread(format!(
                "line {number} includes `{other}`, which is not read by that name"
            ));
        }
    } else if value(["--editable", "-e"]).is_some() {
        found.unread(format!("line {number} names no package by name"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::parsed;

    #[test]
    fn pinned_requirements_have_a_version_and_others_none() {
        let text = "# comment\r\n\
            Django==3.2.1  # web\r\n\
            requests[security] >= 2.0 ; python_version > '3'\n\
            urllib3 == 1.26.* \n\
            a===1.0\n\
            b (==2.0)\n\
            c@https://x/y#egg=c\n\
            flask==2.0.1 \\\n \
            --hash=sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 \\\n \
            --hash=md5:x\n\
            last<2,==1.5";
        let facts = parsed(&UNIT, "app/requirements.txt", text.as_bytes());
        let seen: Vec<_> = facts
            .packages
            .iter()
            .map(|p| (&*p.name, &*p.version, p.places[0].line.unwrap()))
            .collect();
        assert_eq!(
            seen,
            [
                ("Django", "3.2.1", 2),
                ("requests", "", 3),
                ("urllib3", "", 4),
                ("a", "1.0", 5),
                ("b", "2.0", 6),
                ("c", "", 7),
                ("flask", "2.0.1", 8),
                ("last", "1.5", 11),
            ]
        );
        assert_eq!(facts.packages[6].hashes, [Digest::sha256(b"")]);
        assert!(facts.unread.is_empty(), "{:?}", facts.unread);
    }

    #[test]
    fn what_has_no_name_or_stands_elsewhere_is_said() {
        let text = "-r requirements-base.txt\n-r common.in\n--index-url https://x\n-e .\n\
            git+https://x/y.git\n./local\n";
        let facts = parsed(&UNIT, "requirements.txt", text.as_bytes());
        assert!(facts.packages.is_empty());
        assert_eq!(facts.unread.len(), 4, "{:?}", facts.unread);
        assert!(facts.unread[0].reason.contains("common.in"));
    }

    #[test]
    fn a_line_without_end_is_bounded() {
        let text = "a==1\n".to_owned() + &"x \\\n".repeat(LINE_BYTES_MAX) + "b==1\n";
        let facts = parsed(&UNIT, "requirements.txt", text.as_bytes());
        assert_eq!(facts.packages[0].name, "a");
        assert!(!facts.unread.is_empty());
    }
}
