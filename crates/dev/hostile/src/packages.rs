//! Package databases, lock files and programs: one target for each cataloguer, of the same name.

use seaworthy_facts::LayerFacts;
use seaworthy_packages::{fuzz, units};

use crate::Target;

macro_rules! cataloguers {
    ($($id:literal),* $(,)?) => {
        &[$(Target { name: $id, run: |bytes| catalogue($id, bytes) }),*]
    };
}

pub(crate) const TARGETS: &[Target] = cataloguers![
    "apk",
    "cargo-auditable",
    "cargo-lock",
    "composer-installed",
    "composer-lock",
    "dpkg",
    "gemfile-lock",
    "gemspec",
    "go-binary",
    "java-archive",
    "node-package",
    "npm-lock",
    "program",
    "python-dist",
    "requirements",
    "rpm",
];

/// The header of a package inside of an rpm database, bytes that lie behind two other formats, and
/// bills of materials, which are no cataloguer's.
pub(crate) const INNER: &[Target] = &[
    Target {
        name: "bom",
        run: bom,
    },
    Target {
        name: "rpm-header",
        run: rpm_header,
    },
];

fn bom(bytes: &[u8]) {
    // An error is an answer.
    let _ = fuzz::read_bom("a/path", bytes);
}

fn rpm_header(bytes: &[u8]) {
    fuzz::parse_rpm_header(bytes, &mut LayerFacts::default());
}

fn catalogue(id: &str, bytes: &[u8]) {
    // This one looks into files of known names only.
    let path = if id == "program" {
        "bin/nginx"
    } else {
        "a/path"
    };
    for unit in units().iter().filter(|unit| unit.id == id) {
        fuzz::parse_with(unit, path, bytes, &mut LayerFacts::default());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cataloguer_is_a_target() {
        let ids: Vec<&str> = units().iter().map(|unit| unit.id).collect();
        let names: Vec<&str> = TARGETS.iter().map(|target| target.name).collect();
        assert_eq!(names, ids);
    }
}
