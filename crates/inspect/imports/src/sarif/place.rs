//! Where a result stands: files, addresses, and names of the program.

use seaworthy_facts::clean_path;
use seaworthy_model::Location;

use super::Context;
use super::document::{ArtifactLocation, LogicalLocation, Place, ResultObject};
use crate::address;
use crate::limits::{BASES_MAX, NAME_CHARS_MAX};
use crate::loose::{Number, Text};
use crate::text::{cut, line};

/// A number of the standard that counts from 0; -1 is none.
pub(super) fn index(number: Number) -> Option<usize> {
    let number = number.0.filter(|one| *one >= 0.0 && one.fract() == 0.0)?;
    // More than any list holds is the position of nothing.
    (number < f64::from(u32::MAX)).then_some(number as usize)
}

/// A line or column, from 1.
fn counted(number: Number) -> Option<u32> {
    index(number)
        .filter(|number| *number > 0)
        .and_then(|number| u32::try_from(number).ok())
}

/// One place; none where it names nothing.
pub(super) fn read(
    place: &Place,
    result: &ResultObject,
    context: &Context<'_>,
) -> Option<Location> {
    let logical = place.logical_locations.objects().next();
    // Ours writes the image as the file of what has no file, and the field beside it.
    if let Some(field) = logical.filter(|one| context.ours && one.kind.as_str() == "member") {
        return named(field, &within(result));
    }
    let physical = place.physical_location.get();
    let file = physical.and_then(|physical| {
        let location = resolved(physical.artifact_location.get()?, context);
        let region = physical.region.get();
        let line = region.and_then(|region| counted(region.start_line));
        let column = region.and_then(|region| counted(region.start_column));
        of_uri(&location, line, column, result)
    });
    file.or_else(|| logical.and_then(|logical| named(logical, "")))
}

/// The request of a result, where it has the address of one.
pub(super) fn of_request(result: &ResultObject) -> Option<Location> {
    let request = result.web_request.get()?;
    let target = request.target.as_str();
    address::is_http(target)
        .then(|| address::place(target, request.method.as_str(), parameter(result)))
        .flatten()
}

fn parameter(result: &ResultObject) -> &str {
    result.properties.first(&["parameter"])
}

fn within(result: &ResultObject) -> String {
    format!("{}/", result.properties.first(&["within"]))
}

/// A place that the program's own names tell (section 3.33).
fn named(logical: &LogicalLocation, prefix: &str) -> Option<Location> {
    let names = [&logical.fully_qualified_name, &logical.name];
    let name = names
        .into_iter()
        .find(|name| !name.is_empty())
        .map(Text::as_str)?;
    let name = name.strip_prefix(prefix).unwrap_or(name);
    Some(Location::object(line(name, NAME_CHARS_MAX)))
}

/// The address with what stands for it: the artifact of that number, and the bases that are
/// relative themselves (section 3.4.4). An absolute base is the root of the sources, which a place
/// does not name.
fn resolved(location: &ArtifactLocation, context: &Context<'_>) -> String {
    let listed = || {
        let artifact = context.run.artifacts.items.get(index(location.index)?)?;
        artifact.get()?.location.get()
    };
    let location = match location.uri.is_empty() {
        true => listed().unwrap_or(location),
        false => location,
    };
    let mut uri = location.uri.0.clone();
    let mut base = location.uri_base_id.as_str();
    for _ in 0..BASES_MAX {
        let known = context.run.original_uri_base_ids.find(base);
        let Some(known) = known
            .and_then(|known| known.get())
            .filter(|_| !has_scheme(&uri) && uri.len() < 4 * NAME_CHARS_MAX)
        else {
            break;
        };
        if !has_scheme(known.uri.as_str()) {
            // LIMIT: bases that lead to each other add no more than what is kept of an address.
            uri.insert_str(0, cut(known.uri.as_str(), NAME_CHARS_MAX));
        }
        base = known.uri_base_id.as_str();
    }
    uri
}

/// Whether an address begins with a scheme (RFC 3986, section 3.1). A single letter is a drive.
fn has_scheme(uri: &str) -> bool {
    let scheme = uri.split_once(':').map_or("", |(scheme, _)| scheme);
    let fits = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
    scheme.len() > 1
        && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(fits)
}

fn of_uri(
    uri: &str,
    line_number: Option<u32>,
    column: Option<u32>,
    result: &ResultObject,
) -> Option<Location> {
    if uri.trim().is_empty() {
        return None;
    }
    if address::is_http(uri) {
        let method = result
            .web_request
            .get()
            .map_or("", |request| request.method.as_str());
        return address::place(uri, method, parameter(result));
    }
    let path = match uri.strip_prefix("file:") {
        // What stands between two and three slashes is the host.
        Some(rest) => match rest.strip_prefix("//") {
            Some(rest) => rest
                .find('/')
                .and_then(|at| rest.get(at..))
                .unwrap_or_default(),
            None => rest,
        },
        None if has_scheme(uri) => return Some(Location::object(line(uri, NAME_CHARS_MAX))),
        None => uri,
    };
    let path = address::decode(path).replace('\\', "/");
    Some(match clean_path(&path) {
        Ok(clean) if !clean.is_empty() => Location::File {
            path: line(&clean, NAME_CHARS_MAX),
            line: line_number,
            column,
        },
        // It climbs out of the sources, or is their root: shown as it was written.
        _ => Location::object(line(&path, NAME_CHARS_MAX)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(uri: &str) -> Option<String> {
        of_uri(uri, Some(3), None, &ResultObject::default()).map(|place| place.to_string())
    }

    #[test]
    fn an_address_becomes_the_place_that_it_means() {
        for (uri, place) in [
            ("src/a%20b.rs", "src/a b.rs:3"),
            ("./src//a.rs", "src/a.rs:3"),
            ("file:///home/ci/a.rs", "home/ci/a.rs:3"),
            ("file://host/a.rs", "a.rs:3"),
            ("file:/a.rs", "a.rs:3"),
            ("a\\b.cs", "a/b.cs:3"),
            ("../secret", "../secret"),
            ("https://u:p@h/x?q=1#f", "https://h/x?q"),
            ("oci:shop/web", "oci:shop/web"),
            ("%2e%2e/x", "../x"),
        ] {
            assert_eq!(of(uri).as_deref(), Some(place), "{uri}");
        }
        assert_eq!(of(" "), None);
    }

    #[test]
    fn a_number_is_a_position_or_none() {
        for (number, position) in [
            (Some(0.0), Some(0)),
            (Some(-1.0), None),
            (Some(1.5), None),
            (Some(1e300), None),
            (None, None),
        ] {
            assert_eq!(index(Number(number)), position);
        }
    }
}
