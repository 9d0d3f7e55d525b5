//! What the engine is told about the place of a text, and what it concludes from a path.

use std::cell::OnceCell;

/// Where a text comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Place {
    /// A file; its path says more.
    #[default]
    File,
    /// An environment variable of an image or workload.
    Environment,
    /// A label or annotation.
    Label,
    /// A command of an image's history or of a build file.
    History,
}

/// Where a text comes from, with its path if it has one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Context<'a> {
    /// Path with `/` between its parts, as in the image or folder.
    pub path: Option<&'a str>,
    /// Kind of place.
    pub place: Place,
}

impl<'a> Context<'a> {
    /// A file at a path.
    #[must_use]
    pub fn file(path: &'a str) -> Self {
        Context {
            path: Some(path),
            place: Place::File,
        }
    }

    /// A place without a path.
    #[must_use]
    pub fn place(place: Place) -> Self {
        Context { path: None, place }
    }
}

/// How values are written in a file of this kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// Program text: a bare word behind `=` is an expression, only quoted values are values.
    Code,
    /// Settings and scripts: bare words are values.
    Settings,
    /// Prose and mark-up.
    Document,
    /// Lock files and check sums: long random values are digests.
    Digests,
}

/// Where a text comes from, and what its path says about it once that is asked: in most files
/// nothing stands that would have to be judged.
#[derive(Clone, Debug)]
pub(crate) struct Surroundings {
    pub place: Place,
    path: String,
    told: OnceCell<Told>,
}

/// What the path says about the text.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    pub class: Class,
    /// The path is one of tests, examples or documentation: values there are often made up.
    pub made_up: bool,
    /// Lower-case file name, empty if there is no path.
    pub name: String,
}

/// File name endings of program text, in which a bare word is an expression.
const CODE: &[&str] = &[
    "py", "pyi", "pyx", "js", "mjs", "cjs", "ts", "mts", "tsx", "jsx", "vue", "svelte", "go", "rs",
    "c", "h", "cc", "cpp", "cxx", "hh", "hpp", "hxx", "m", "mm", "cs", "fs", "vb", "java", "kt",
    "kts", "scala", "groovy", "rb", "erb", "rake", "php", "pl", "pm", "t", "lua", "swift", "dart",
    "ex", "exs", "erl", "hrl", "hs", "ml", "mli", "clj", "el", "lisp", "r", "jl", "zig", "nim",
    "v", "sql", "s", "asm", "vim", "tcl", "awk", "f90", "proto", "map", "wat", "d", "pas", "ps1",
    "psm1",
];

/// File name endings of prose and mark-up.
const DOCUMENT: &[&str] = &[
    "md", "markdown", "rst", "adoc", "txt", "html", "htm", "xhtml", "tex", "texi", "org", "svg",
    "css", "scss", "less", "po", "pot", "1", "2", "3", "4", "5", "6", "7", "8",
];

/// File name endings of check sums and lock files.
const DIGESTS: &[&str] = &[
    "lock", "lockb", "sum", "md5", "md5sums", "sha1", "sha256", "sha512", "sig", "asc", "pem",
    "crt", "cer", "list", "symbols",
];

/// Whole names of lock files and check sums.
const DIGEST_NAMES: &[&str] = &[
    "package-lock.json",
    "npm-shrinkwrap.json",
    "pnpm-lock.yaml",
    "go.sum",
    "record",
    "checksums",
    "sha256sums",
    "packages.lock.json",
    "bun.lock",
    ".cargo-checksum.json",
    "deno.lock",
];

/// Folder names whose files hold made-up values more often than real ones.
const MADE_UP: &[&str] = &[
    "test",
    "tests",
    "testing",
    "testdata",
    "test_data",
    "test-data",
    "__tests__",
    "spec",
    "specs",
    "fixture",
    "fixtures",
    "example",
    "examples",
    "sample",
    "samples",
    "doc",
    "docs",
    "man",
    "demo",
    "mock",
    "mocks",
    "__mocks__",
    "e2e",
];

impl Surroundings {
    pub(crate) fn of(context: Context<'_>) -> Self {
        Surroundings {
            place: context.place,
            path: context.path.unwrap_or_default().to_owned(),
            told: OnceCell::new(),
        }
    }

    pub(crate) fn told(&self) -> &Told {
        self.told.get_or_init(|| Told::by(&self.path))
    }
}

impl Told {
    fn by(path: &str) -> Self {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let name = name.to_ascii_lowercase();
        let made_up = folder
            .split('/')
            .any(|part| MADE_UP.iter().any(|m| part.eq_ignore_ascii_case(m)))
            || name.contains("example")
            || name.contains("_test.")
            || name.contains(".test.")
            || name.starts_with("test_");
        Told {
            class: class_of(&name),
            made_up,
            name,
        }
    }
}

fn class_of(name: &str) -> Class {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    if DIGEST_NAMES.contains(&name) || DIGESTS.contains(&ending) {
        Class::Digests
    } else if CODE.contains(&ending) {
        Class::Code
    } else if DOCUMENT.contains(&ending) {
        Class::Document
    } else {
        Class::Settings
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_tells_the_class_and_made_up_values() {
        let of = Told::by;
        assert_eq!(of("app/main.py").class, Class::Code);
        assert_eq!(of("srv/.env").class, Class::Settings);
        assert_eq!(of("srv/Cargo.lock").class, Class::Digests);
        assert_eq!(of("web/package-lock.json").class, Class::Digests);
        assert_eq!(of("README.md").class, Class::Document);
        assert!(of("lib/Tests/keys.pem").made_up);
        assert!(!of("contest/keys.pem").made_up);
        let nowhere = Surroundings::of(Context::default());
        assert_eq!(nowhere.told().class, Class::Settings);
    }
}
