//! Joins the types of several releases, and writes them so that nothing stands twice.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::{Field, Type};

/// Minor releases without a gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Range {
    pub(crate) first: u16,
    pub(crate) last: u16,
}

/// The types of all releases. Releases are added from the oldest to the newest.
#[derive(Debug, Default)]
pub(crate) struct Table {
    types: BTreeMap<String, Joined>,
}

#[derive(Debug, Default)]
struct Joined {
    api_version: Option<String>,
    minors: Vec<Range>,
    fields: BTreeMap<(String, Field), Vec<Range>>,
}

/// What the table says of itself.
const HEADER: &str = "\
# Types of the API of Kubernetes, written by `cargo xtask kube-schemas`; do not edit.
#
# Facts (names and types of fields) of the OpenAPI documents of Kubernetes, Copyright The Kubernetes
# Authors, Apache-2.0, as the crate k8s-openapi publishes them, Copyright Arnavion, Apache-2.0.
#
# `> PACKAGE` opens a package. A line is a type: its name, `=` and its apiVersion where a server
# serves it, and its fields `name:shape`. `!` marks a field that is required. Shapes: s text,
# i integer of 32 bits, l of 64, n number, b truth, q quantity, x integer or text, t time, y bytes,
# a anything, [shape] list, {shape} map, else a type of this package or `PACKAGE.TYPE`; `~` marks a
# type that may also be something else. `+N` means since release 1.N, `-N` until 1.N.
";

impl Table {
    /// Takes up the types of a release.
    pub(crate) fn add(&mut self, minor: u16, release: BTreeMap<String, Type>) {
        for (name, one) in release {
            let joined = self.types.entry(name).or_default();
            extend(&mut joined.minors, minor);
            joined.api_version = one.api_version;
            for field in one.fields {
                extend(joined.fields.entry(field).or_default(), minor);
            }
        }
    }

    /// The table as text. Types that nothing leads to from a kind that a server serves are left
    /// out.
    pub(crate) fn text(&self, all: Range) -> String {
        let used = self.used();
        let mut text = format!("{HEADER}releases {} {}\n", all.first, all.last);
        let mut package = "";
        for (name, joined) in &self.types {
            let Some((of, short)) = name.rsplit_once('.').filter(|_| used.contains(&**name)) else {
                continue;
            };
            if of != package {
                package = of;
                // Writing into a string cannot fail.
                let _ = writeln!(text, "> {}", packed(package));
            }
            // A field of a type that came later is as old as the type.
            let own = joined.minors.first().zip(joined.minors.last());
            let own = own.map_or(all, |(first, last)| Range {
                first: first.first,
                last: last.last,
            });
            text.push_str(short);
            if let Some(version) = &joined.api_version {
                let _ = write!(text, "={version}{}", marks(own, all));
            }
            for ((name, field), ranges) in &joined.fields {
                for range in ranges {
                    let required = if field.required { "!" } else { "" };
                    let shape = self.known(&field.shape);
                    let shape = shape.replace(&format!("{package}."), "");
                    let marks = marks(*range, own);
                    let _ = write!(text, " {name}{required}:{}{marks}", packed(&shape));
                }
            }
            text.push('\n');
        }
        text
    }

    /// A shape whose type has a form of its own in the crate takes anything.
    fn known(&self, shape: &str) -> String {
        let of = bare(shape);
        if of.contains('.') && !self.types.contains_key(of) {
            shape.replace(of, "a")
        } else {
            shape.to_owned()
        }
    }

    fn used(&self) -> BTreeSet<&str> {
        let served = self.types.iter();
        let served = served.filter(|(_, joined)| joined.api_version.is_some());
        let mut left: Vec<&str> = served.map(|(name, _)| &**name).collect();
        let mut used = BTreeSet::new();
        while let Some(name) = left.pop() {
            if !used.insert(name) {
                continue;
            }
            let fields = self.types.get(name).map(|joined| &joined.fields);
            let fields = fields.into_iter().flat_map(BTreeMap::keys);
            let types =
                fields.map(|(_, field)| field.shape.trim_matches(['[', ']', '{', '}', '~']));
            left.extend(types.filter(|shape| shape.contains('.')));
        }
        used
    }
}

/// The type in a shape, without the signs of lists and maps.
fn bare(shape: &str) -> &str {
    shape.trim_matches(['[', ']', '{', '}', '~'])
}

/// Shorter names for the packages that are named most.
fn packed(text: &str) -> String {
    text.replace("apimachinery/pkg/apis/meta/v1", "meta/v1")
        .replace("apiextensions_apiserver/pkg/apis/", "")
        .replace("kube_aggregator/pkg/apis/", "")
        .replace("api/", "")
}

fn extend(ranges: &mut Vec<Range>, minor: u16) {
    match ranges.last_mut() {
        Some(range) if range.last + 1 == minor => range.last = minor,
        _ => ranges.push(Range {
            first: minor,
            last: minor,
        }),
    }
}

fn marks(range: Range, of: Range) -> String {
    let mut marks = String::new();
    if range.first > of.first {
        let _ = write!(marks, "+{}", range.first);
    }
    if range.last < of.last {
        let _ = write!(marks, "-{}", range.last);
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(api_version: Option<&str>, fields: &[(&str, &str, bool)]) -> Type {
        let fields = fields.iter().map(|(name, shape, required)| {
            let shape = (*shape).to_owned();
            (
                (*name).to_owned(),
                Field {
                    shape,
                    required: *required,
                },
            )
        });
        Type {
            api_version: api_version.map(str::to_owned),
            fields: fields.collect(),
        }
    }

    #[test]
    fn releases_are_joined_and_differences_are_marked() {
        let mut table = Table::default();
        let lone = one(None, &[]);
        let old = one(
            Some("v1"),
            &[("a", "s", true), ("gone", "[api/core/v1.B]", false)],
        );
        let new = one(
            Some("v1"),
            &[("a", "s", false), ("fresh", "[x.None]", false)],
        );
        let b = one(None, &[("c", "b", false)]);
        let release = |pod: Type| {
            let named = [
                ("api/core/v1.A", pod),
                ("api/core/v1.B", b.clone()),
                ("x.L", lone.clone()),
            ];
            named
                .map(|(name, one)| (name.to_owned(), one))
                .into_iter()
                .collect()
        };
        table.add(30, release(old));
        table.add(31, release(new));
        let text = table.text(Range {
            first: 30,
            last: 31,
        });
        let text = text.lines().filter(|line| !line.starts_with('#'));
        assert_eq!(
            text.collect::<Vec<_>>(),
            [
                "releases 30 31",
                "> core/v1",
                "A=v1 a:s+31 a!:s-30 fresh:[a]+31 gone:[B]-30",
                "B c:b",
            ]
        );
    }
}
