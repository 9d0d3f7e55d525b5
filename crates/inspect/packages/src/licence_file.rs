//! Licence files in the folders of packages that state no licence themselves.

use std::collections::HashMap;

use seaworthy_facts::{LayerFacts, PackageKind};

/// LIMIT: bytes of a licence file that are read. Titles and grants stand at its beginning; the
/// whole GPL has 35 kB.
pub(crate) const TEXT_BYTES_MAX: usize = 16 * 1024;

/// LIMIT: licence files of one folder that count; a package bundles the terms of some others.
const FOLDER_FILES_MAX: usize = 16;

/// Base names of licence files without their endings, in lower case.
const NAMES: &[&str] = &[
    "copying",
    "copying.lesser",
    "licence",
    "licence-mit",
    "license",
    "license-apache",
    "license-apache-2.0",
    "license-bsd",
    "license-mit",
    "license.apache",
    "license.bsd",
    "license.mit",
    "mit-license",
    "unlicense",
];

/// Whether this is a licence file in the folder of a package.
pub(crate) fn is_wanted(path: &str) -> bool {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    // The first letter rules out nearly every file of an image.
    if !matches!(
        name.as_bytes().first(),
        Some(b'L' | b'l' | b'C' | b'c' | b'M' | b'm' | b'U')
    ) {
        return false;
    }
    let name = name.to_ascii_lowercase();
    let stem = [".txt", ".md", ".rst"]
        .iter()
        .find_map(|ending| name.strip_suffix(ending));
    NAMES.contains(&stem.unwrap_or(&name)) && package_folder(folder).is_some()
}

/// The folder of the package that a folder with a licence file belongs to.
fn package_folder(folder: &str) -> Option<&str> {
    // Wheels have them in `NAME.dist-info/` or, since metadata 2.4, in `licenses/` below it.
    if let Some(at) = folder.find(".dist-info") {
        let end = at + ".dist-info".len();
        let rest = folder.get(end..)?;
        let below = rest.is_empty() || rest == "/licenses" || rest.starts_with("/licenses/");
        return folder.get(..end).filter(|_| below);
    }
    let (parent, _) = folder.rsplit_once('/')?;
    let outer = match parent.rsplit_once('/') {
        Some((outer, scope)) if scope.starts_with('@') => outer,
        _ => parent,
    };
    let holder = outer.rsplit('/').next().unwrap_or(outer);
    matches!(holder, "node_modules" | "nodejs" | "gems").then_some(folder)
}

/// Gives each package that states no licence that of the files in its folder, and forgets the
/// files.
pub(crate) fn settle(facts: &mut LayerFacts) {
    let files = std::mem::take(&mut facts.licence_files);
    if files.is_empty() {
        return;
    }
    let mut said: HashMap<&str, Vec<&str>> = HashMap::new();
    for file in &files {
        let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let Some(folder) = package_folder(folder) else {
            continue;
        };
        let licences = said.entry(folder).or_default();
        if licences.len() < FOLDER_FILES_MAX && !licences.contains(&file.licence.as_str()) {
            licences.push(&file.licence);
        }
    }
    for package in &mut facts.packages {
        let is_without = package.licences.is_empty() && package.licence.is_none();
        let place = package.places.first().filter(|_| is_without);
        let Some((folder, name)) = place.and_then(|place| place.path.rsplit_once('/')) else {
            continue;
        };
        let licences = match package.kind {
            PackageKind::Npm | PackageKind::Pypi => said.get(folder),
            // `specifications/NAME-VERSION.gemspec` speaks for `gems/NAME-VERSION`.
            PackageKind::Gem => name
                .strip_suffix(".gemspec")
                .zip(folder.strip_suffix("specifications"))
                .and_then(|(gem, root)| said.get(format!("{root}gems/{gem}").as_str())),
            _ => None,
        };
        package.licence = licences.map(|licences| all_of(licences));
    }
}

/// All of some expressions.
pub(crate) fn all_of(licences: &[&str]) -> String {
    let parts: Vec<String> = licences
        .iter()
        .map(|licence| match *licence {
            one if licences.len() > 1 && one.contains(" OR ") => format!("({one})"),
            one => one.to_owned(),
        })
        .collect();
    parts.join(" AND ")
}

#[cfg(test)]
mod tests {
    use seaworthy_facts::{LicenceFile, Package};

    use super::*;

    #[test]
    fn only_licence_files_of_packages_are_wanted() {
        for path in [
            "app/node_modules/a/LICENSE",
            "app/node_modules/@b/a/license.md",
            "usr/share/nodejs/a/LICENSE.txt",
            "x/site-packages/a-1.dist-info/LICENSE.txt",
            "x/site-packages/a-1.dist-info/licenses/LICENSE",
            "usr/lib/ruby/gems/3.1.0/gems/a-1/MIT-LICENSE",
            "app/node_modules/a/COPYING",
        ] {
            assert!(is_wanted(path), "{path}");
        }
        for path in [
            "LICENSE",
            "usr/share/doc/a/LICENSE",
            "app/node_modules/a/lib/LICENSE",
            "app/node_modules/a/LICENSES.js",
            "x/a-1.dist-info/other/LICENSE",
        ] {
            assert!(!is_wanted(path), "{path}");
        }
    }

    #[test]
    fn files_speak_for_the_package_of_their_folder() {
        let mut facts = LayerFacts::default();
        let packages = [
            (PackageKind::Gem, "gems/3.1.0/specifications/a-1.gemspec"),
            (PackageKind::Pypi, "lib/b-1.dist-info/METADATA"),
            (PackageKind::Npm, "node_modules/c/package.json"),
        ];
        for (kind, path) in packages {
            facts
                .packages
                .push(Package::new(kind, "x", "1", path, "test"));
        }
        for (path, licence) in [
            ("gems/3.1.0/gems/a-1/LICENSE", "MIT"),
            ("lib/b-1.dist-info/licenses/LICENSE", "Apache-2.0 OR MIT"),
            ("lib/b-1.dist-info/LICENSE", "ISC"),
        ] {
            facts.licence_files.push(LicenceFile {
                path: path.to_owned(),
                licence: licence.to_owned(),
            });
        }
        settle(&mut facts);
        let seen: Vec<_> = facts
            .packages
            .iter()
            .map(|p| p.licence.as_deref())
            .collect();
        assert_eq!(
            seen,
            [Some("MIT"), Some("(Apache-2.0 OR MIT) AND ISC"), None]
        );
    }
}
