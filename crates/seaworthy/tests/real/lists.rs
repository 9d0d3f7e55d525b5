//! Lists of packages, made comparable.

use std::collections::BTreeSet;
use std::fmt;

use seaworthy_facts::Package;

/// A package by what two lists can be compared by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Listed {
    /// The type of its package URL.
    pub(crate) kind: String,
    /// Its name, with the namespace where its kind has one.
    pub(crate) name: String,
    /// Its version as written.
    pub(crate) version: String,
}

impl Listed {
    /// A package by its three words.
    pub(crate) fn new(kind: &str, name: &str, version: &str) -> Self {
        Listed {
            kind: kind.to_owned(),
            name: name.to_owned(),
            version: version.to_owned(),
        }
    }

    /// A package of ours.
    pub(crate) fn of(package: &Package) -> Self {
        // The namespace of an OS package is its distribution, which no other list puts first.
        let os = matches!(package.kind.as_str(), "deb" | "apk" | "rpm");
        let name = match package.namespace.as_ref().filter(|_| !os) {
            Some(namespace) => format!("{namespace}/{}", package.name),
            None => package.name.clone(),
        };
        Listed::new(package.kind.as_str(), &name, &package.version)
    }
}

impl fmt::Display for Listed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.kind, self.name, self.version)
    }
}

/// What only one of two lists has, a line each: `-` for the first, `+` for the second.
pub(crate) fn differences<T: Ord + fmt::Display>(
    first: &BTreeSet<T>,
    second: &BTreeSet<T>,
) -> Vec<String> {
    let gone = first.difference(second).map(|line| format!("- {line}"));
    let new = second.difference(first).map(|line| format!("+ {line}"));
    gone.chain(new).collect()
}
