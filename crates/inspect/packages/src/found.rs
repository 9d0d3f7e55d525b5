//! Where a cataloguer puts what it finds, with the limits that hold for all of them.

use std::borrow::Cow;

use seaworthy_facts::{
    ChangelogFact, LayerFacts, LicenceFact, OwnedFile, Package, PackageKind, ProgramFact,
    SymbolFilter, Unread, WaitingFile, clean_path, hash_path,
};

use crate::changelog::Changelog;

/// LIMIT: packages of one file. The largest lock files and package databases known hold some
/// twenty thousand; a file that claims more is an attack on memory.
pub(crate) const FILE_PACKAGES_MAX: usize = 100_000;

/// LIMIT: files that the packages of one file own. A full desktop owns about half a million.
pub(crate) const FILE_OWNED_MAX: usize = 1_000_000;

/// LIMIT: bytes of a name or version. Go module paths, the longest in use, stay under 300.
pub(crate) const FIELD_BYTES_MAX: usize = 1024;

/// LIMIT: licences or dependencies of one package that are kept; the rest is dropped, for neither
/// decides whether a package is there.
pub(crate) const FIELD_ENTRIES_MAX: usize = 512;

/// LIMIT: bytes of the symbol filters of one layer. A thousand programs of usual size take half of
/// it; of those beyond it no functions are known, which silences nothing.
pub(crate) const LAYER_SYMBOL_BYTES_MAX: usize = 64 * 1024 * 1024;

/// LIMIT: files that are read together. The largest trees of Maven have some three thousand.
pub(crate) const WAITING_FILES_MAX: usize = 20_000;

/// LIMIT: bytes of the files that are read together, which are held until the last is known.
pub(crate) const WAITING_BYTES_MAX: usize = 64 * 1024 * 1024;

/// LIMIT: remarks on what could not be read in one file; the last one says that more followed.
pub(crate) const FILE_UNREAD_MAX: usize = 20;

/// Everything one cataloguer finds in one file.
#[derive(Debug)]
pub(crate) struct Found<'a> {
    path: &'a str,
    unit: &'static str,
    facts: &'a mut LayerFacts,
    packages: usize,
    owned: usize,
    unread: usize,
}

impl<'a> Found<'a> {
    /// Begins a file.
    pub(crate) fn new(path: &'a str, unit: &'static str, facts: &'a mut LayerFacts) -> Self {
        Found {
            path,
            unit,
            facts,
            packages: 0,
            owned: 0,
            unread: 0,
        }
    }

    /// The path of the file.
    pub(crate) fn path(&self) -> &'a str {
        self.path
    }

    /// A package of this cataloguer that this file proves.
    pub(crate) fn new_package(
        &self,
        kind: PackageKind,
        name: impl Into<String>,
        version: impl Into<String>,
    ) -> Package {
        Package::new(kind, name, version, self.path, self.unit)
    }

    /// Takes a package, unless its name is empty or a limit is reached, which is recorded.
    pub(crate) fn push(&mut self, mut package: Package) {
        if package.name.is_empty() {
            self.unread("an entry without a name was left out");
            return;
        }
        let space = package.namespace.as_ref().map_or(0, String::len);
        if package.name.len() + space > FIELD_BYTES_MAX || package.version.len() > FIELD_BYTES_MAX {
            self.unread(format!(
                "a name or version longer than {FIELD_BYTES_MAX} bytes was left out"
            ));
            return;
        }
        if self.packages == FILE_PACKAGES_MAX {
            self.unread(format!(
                "more than {FILE_PACKAGES_MAX} packages in one file; the rest was left out"
            ));
        }
        self.packages += 1;
        if self.packages > FILE_PACKAGES_MAX {
            return;
        }
        if has_replacement(&package.name) || has_replacement(&package.version) {
            self.unread("a name or version is not UTF-8; the bytes that are not were replaced");
        }
        package.licences.truncate(FIELD_ENTRIES_MAX);
        package.depends.truncate(FIELD_ENTRIES_MAX);
        self.facts.packages.push(package);
    }

    /// Keeps this file until all files are known; `false` if no more can be kept, which is
    /// recorded.
    pub(crate) fn wait(&mut self, content: &[u8]) -> bool {
        let held: usize = self.facts.waiting.iter().map(|one| one.content.len()).sum();
        if self.facts.waiting.len() >= WAITING_FILES_MAX || held + content.len() > WAITING_BYTES_MAX
        {
            self.unread(format!(
                "it was read by itself: more than {WAITING_FILES_MAX} files or \
                 {WAITING_BYTES_MAX} bytes are to be read together"
            ));
            return false;
        }
        self.facts.waiting.push(WaitingFile {
            path: self.path.to_owned(),
            cataloguer: self.unit,
            content: content.to_owned(),
        });
        true
    }

    /// Takes the functions of this program.
    pub(crate) fn program(&mut self, symbols: SymbolFilter) {
        let programs = self.facts.programs.iter();
        let held: usize = programs.map(|one| one.symbols.size_bytes()).sum();
        if held + symbols.size_bytes() > LAYER_SYMBOL_BYTES_MAX {
            let reason = format!(
                "its functions were left out: a layer has more than {LAYER_SYMBOL_BYTES_MAX} bytes"
            );
            return self.unread(reason);
        }
        self.facts.programs.push(ProgramFact {
            path: self.path.to_owned(),
            layer: None,
            symbols,
        });
    }

    /// The version of the main module of this file, where it is a Go program; empty where its build
    /// information does not state it.
    pub(crate) fn main_module(&self) -> Option<String> {
        let of_file = |package: &&Package| {
            let place = package.places.first();
            package.kind == PackageKind::Golang && place.is_some_and(|one| one.path == self.path)
        };
        let mut modules = self.facts.packages.iter().filter(of_file).peekable();
        modules.peek()?;
        // The standard library comes first, then the main module.
        let main = modules.find(|package| package.name != "stdlib");
        Some(main.map_or_else(String::new, |package| package.version.clone()))
    }

    /// How many packages this file gave so far.
    pub(crate) fn packages(&self) -> usize {
        self.packages
    }

    /// Takes a package that stands on this line of the file.
    pub(crate) fn push_on(&mut self, mut package: Package, line: Option<u32>) {
        for place in &mut package.places {
            place.line = line;
        }
        self.push(package);
    }

    /// Whether no further package will be taken.
    pub(crate) fn is_full(&self) -> bool {
        self.packages > FILE_PACKAGES_MAX
    }

    /// Takes a file that the package of this hashed name owns.
    pub(crate) fn own(&mut self, owner: u64, path: &[u8]) {
        let path = path.strip_prefix(b"/").unwrap_or(path);
        // The borrowed form is far cheaper to get, and nearly every path has it.
        let text = match std::str::from_utf8(path) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => String::from_utf8_lossy(path),
        };
        let hash = if needs_cleaning(path) {
            let Ok(clean) = clean_path(&text) else { return };
            hash_path(&clean)
        } else {
            hash_path(&text)
        };
        if self.owned == FILE_OWNED_MAX {
            self.unread(format!(
                "more than {FILE_OWNED_MAX} owned files; the rest was left out"
            ));
        }
        self.owned += 1;
        if self.owned <= FILE_OWNED_MAX {
            self.facts.owned.push(OwnedFile { path: hash, owner });
        }
    }

    /// Takes the licences of a package that another file proves.
    pub(crate) fn licences(&mut self, kind: PackageKind, package: &str, licences: Vec<String>) {
        self.facts.licences.push(LicenceFact {
            path: self.path.to_owned(),
            kind,
            package: package.to_owned(),
            licences,
        });
    }

    /// Whether a package of this source told its changelog already: they carry one.
    pub(crate) fn knows_changelog(&self, kind: PackageKind, source: &str, version: &str) -> bool {
        self.facts.changelogs.iter().any(|fact| {
            fact.kind == kind && fact.source.as_deref() == Some(source) && fact.version == version
        })
    }

    /// Takes what the changelog of a package says, unless it says nothing, or another
    /// package of the same source told it already.
    pub(crate) fn changelog(&mut self, kind: PackageKind, package: &str, said: Changelog) {
        let source = Some(said.source).filter(|source| !source.is_empty());
        let known = source
            .as_deref()
            .is_some_and(|source| self.knows_changelog(kind, source, &said.version));
        if said.fixes.is_empty() || known {
            return;
        }
        self.facts.changelogs.push(ChangelogFact {
            path: self.path.to_owned(),
            kind,
            package: package.to_owned(),
            source,
            version: said.version,
            fixes: said.fixes,
        });
    }

    /// Records that something in this file could not be read.
    pub(crate) fn unread(&mut self, reason: impl Into<String>) {
        self.unread_at(self.path.to_owned(), reason);
    }

    /// Records that something inside this archive could not be read.
    pub(crate) fn unread_at(&mut self, path: String, reason: impl Into<String>) {
        self.unread += 1;
        let reason = match self.unread.cmp(&FILE_UNREAD_MAX) {
            std::cmp::Ordering::Less => reason.into(),
            std::cmp::Ordering::Equal => "more of the same followed".to_owned(),
            std::cmp::Ordering::Greater => return,
        };
        let same = |seen: &Unread| {
            seen.path == path && seen.reason == reason && seen.analyser == self.unit
        };
        let recent = self.facts.unread.len().saturating_sub(FILE_UNREAD_MAX);
        if !self.facts.unread.iter().skip(recent).any(same) {
            self.facts.unread.push(Unread::new(path, self.unit, reason));
        }
    }
}

fn has_replacement(text: &str) -> bool {
    text.contains('\u{fffd}')
}

/// Whether a path may differ from its cleaned form. A doubled slash, or a component that begins
/// with a dot, is rare enough to take the slow way. No early end, so that the compiler can look at
/// many bytes at once: this runs for each of the 300,000 files that a large image owns.
fn needs_cleaning(path: &[u8]) -> bool {
    let next = path.get(1..).unwrap_or_default();
    let odd = path.iter().zip(next).fold(false, |odd, (one, two)| {
        odd | ((*one == b'/') & ((*two == b'/') | (*two == b'.')))
    });
    odd || path.ends_with(b"/")
        || path
            .first()
            .is_none_or(|first| matches!(first, b'.' | b'/'))
}

/// Text of bytes that should be UTF-8, without white space around it.
pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes.trim_ascii()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_beyond_the_limit_are_counted_once_and_left_out() {
        let mut facts = LayerFacts::default();
        let mut found = Found::new("f", "unit", &mut facts);
        for _ in 0..FILE_PACKAGES_MAX + 3 {
            let package = found.new_package(PackageKind::Gem, "a", "1");
            found.push(package);
        }
        assert!(found.is_full());
        assert_eq!(facts.packages.len(), FILE_PACKAGES_MAX);
        assert_eq!(facts.unread.len(), 1);
        assert!(facts.unread[0].reason.contains("more than 100000 packages"));
    }

    #[test]
    fn owned_files_beyond_the_limit_are_left_out() {
        let mut facts = LayerFacts::default();
        let mut found = Found::new("f", "unit", &mut facts);
        for _ in 0..FILE_OWNED_MAX + 2 {
            found.own(1, b"/x");
        }
        assert_eq!(facts.owned.len(), FILE_OWNED_MAX);
        assert_eq!(facts.unread.len(), 1);
    }

    #[test]
    fn functions_of_a_layer_beyond_the_limit_are_left_out_and_said() {
        let mut facts = LayerFacts::default();
        let largest = || SymbolFilter::for_symbols(usize::MAX);
        let count = LAYER_SYMBOL_BYTES_MAX / largest().size_bytes();
        for _ in 0..count + 2 {
            Found::new("f", "unit", &mut facts).program(largest());
        }
        assert_eq!(facts.programs.len(), count);
        assert!(facts.unread[0].reason.contains("67108864 bytes"));
    }

    #[test]
    fn names_that_are_empty_or_endless_are_left_out_and_said() {
        let mut facts = LayerFacts::default();
        let mut found = Found::new("f", "unit", &mut facts);
        for name in [String::new(), "n".repeat(FIELD_BYTES_MAX + 1)] {
            let package = found.new_package(PackageKind::Gem, name, "1");
            found.push(package);
        }
        assert!(facts.packages.is_empty());
        assert_eq!(facts.unread.len(), 2);
    }

    #[test]
    fn remarks_on_one_file_end() {
        let mut facts = LayerFacts::default();
        let mut found = Found::new("f", "unit", &mut facts);
        for number in 0..1000 {
            found.unread(format!("remark {number}"));
        }
        assert_eq!(facts.unread.len(), FILE_UNREAD_MAX);
        assert_eq!(facts.unread[19].reason, "more of the same followed");
    }

    #[test]
    fn an_owned_path_is_hashed_as_the_pass_cleans_it() {
        let mut facts = LayerFacts::default();
        let mut found = Found::new("f", "unit", &mut facts);
        found.own(7, b"/usr/bin/a");
        found.own(7, b"./usr//bin/../bin/a");
        found.own(7, b"../climbs");
        let hash = hash_path("usr/bin/a");
        let owned: Vec<u64> = facts.owned.iter().map(|file| file.path).collect();
        assert_eq!(owned, [hash, hash]);
    }
}
