//! .NET assemblies and programs for Windows, by the version resource in them.
//!
//! Format: see [`crate::pe`]. The informational version of an assembly, which stands as
//! `ProductVersion`, is that of its NuGet package with `+commit` behind it; `FileVersion` often
//! has a build number instead of the last part. Frameworks below `shared/` answer with their list
//! (see [`super::dotnet_deps`]), for their parts are no packages.

use seaworthy_facts::PackageKind;

use crate::found::Found;
use crate::pe;
use crate::unit::{Evidence, Knows, Recognise, Unit};

/// The unit.
pub(crate) static UNIT: Unit = Unit {
    id: "dotnet-assembly",
    title: ".NET assemblies and programs for Windows",
    evidence: Evidence::Installed,
    recognise: &[
        Recognise::Extension("dll", is_of_itself),
        Recognise::Extension("exe", is_of_itself),
        Recognise::Extension("DLL", is_of_itself),
        Recognise::Extension("EXE", is_of_itself),
    ],
    knows: Knows {
        licences: false,
        edges: false,
        hashes: false,
        source: false,
        files: false,
        development: false,
        locations: false,
    },
    file_bytes_max: usize::MAX,
    parse,
};

/// Neither a part of a shared framework nor the texts of an assembly in another language.
fn is_of_itself(path: &str) -> bool {
    let is_framework = |folder: &str| folder.starts_with("Microsoft.") && folder.ends_with(".App");
    let mut parts = path.rsplit('/').skip(2);
    let of_framework = parts.next().is_some_and(is_framework) && parts.next() == Some("shared");
    !of_framework && !path.ends_with(".resources.dll")
}

fn parse(content: &[u8], found: &mut Found<'_>) {
    let program = match pe::read(content) {
        Ok(Some(program)) => program,
        // Called so, and something else.
        Ok(None) => return,
        Err(error) => return found.unread(error.to_string()),
    };
    let stated = ["ProductVersion", "FileVersion"];
    let stated = stated.iter().filter_map(|key| program.string(key));
    let Some(version) = stated.filter_map(plain).next().or(program.fixed.clone()) else {
        return;
    };
    let file = found.path().rsplit('/').next().unwrap_or_default();
    let own = program.string("OriginalFilename").unwrap_or(file);
    let kind = if program.is_assembly {
        PackageKind::Nuget
    } else {
        PackageKind::Generic
    };
    let name = match program.string("ProductName") {
        Some(product) if !program.is_assembly => product,
        _ => stem(own),
    };
    let mut package = found.new_package(kind, name, version);
    package.vendor = program.string("CompanyName").map(str::to_owned);
    found.push(package);
}

fn stem(file: &str) -> &str {
    let lower = file.get(file.len().saturating_sub(4)..).unwrap_or_default();
    let known = [".dll", ".exe"]
        .iter()
        .any(|end| lower.eq_ignore_ascii_case(end));
    if known { &file[..file.len() - 4] } else { file }
}

/// `1.2.3` of `1.2.3+commit`, `1.2.3 (branch)` and `1, 2, 3`; none where it is no version.
fn plain(text: &str) -> Option<String> {
    let text = text.replace(", ", ".").replace(',', ".");
    let version = text.split(['+', ' ']).next().unwrap_or_default();
    let nought = version.chars().all(|c| matches!(c, '0' | '.'));
    (version.starts_with(|c: char| c.is_ascii_digit()) && !nought).then(|| version.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pe::tests::portable;
    use crate::units::parsed;

    fn one(is_assembly: bool, strings: &[(&str, &str)]) -> Option<(&'static str, String, String)> {
        let facts = parsed(&UNIT, "app/lib.dll", &portable(is_assembly, strings));
        assert!(facts.unread.is_empty(), "{:?}", facts.unread);
        let package = facts.packages.first()?;
        Some((
            package.kind.as_str(),
            package.name.clone(),
            package.version.clone(),
        ))
    }

    #[test]
    fn an_assembly_is_the_package_of_its_product_version() {
        let strings = [
            ("OriginalFilename", "Newtonsoft.Json.dll"),
            ("ProductName", "Json.NET"),
            ("FileVersion", "13.0.1.25517"),
            ("ProductVersion", "13.0.1+ae9fe44e"),
        ];
        let expected = ("nuget", "Newtonsoft.Json".to_owned(), "13.0.1".to_owned());
        assert_eq!(one(true, &strings), Some(expected));
        let strings = [
            ("ProductVersion", "built by hand"),
            ("FileVersion", "2.0.0.7"),
        ];
        let expected = ("nuget", "lib".to_owned(), "2.0.0.7".to_owned());
        assert_eq!(one(true, &strings), Some(expected));
    }

    #[test]
    fn another_program_is_its_product() {
        let strings = [("ProductName", "Python"), ("ProductVersion", "3.12.1")];
        let expected = ("generic", "Python".to_owned(), "3.12.1".to_owned());
        assert_eq!(one(false, &strings), Some(expected));
        // The numbers serve where no text says more.
        let expected = ("generic", "lib".to_owned(), "1.2.0.0".to_owned());
        assert_eq!(one(false, &[("ProductVersion", "0.0.0.0")]), Some(expected));
    }

    #[test]
    fn parts_of_frameworks_and_other_files_are_left_alone() {
        let framework = "usr/share/dotnet/shared/Microsoft.NETCore.App/8.0.1/System.Text.Json.dll";
        assert!(!is_of_itself(framework));
        assert!(!is_of_itself("app/de/A.resources.dll"));
        assert!(is_of_itself("app/A.dll"));
        let facts = parsed(&UNIT, "app/a.dll", b"not a program");
        assert!(facts.packages.is_empty() && facts.unread.is_empty());
        let facts = parsed(&UNIT, "app/a.dll", b"MZ");
        assert_eq!(facts.unread.len(), 1);
    }

    #[test]
    fn names_of_any_length_are_taken_apart() {
        for (file, expected) in [("a.DLL", "a"), (".dll", ""), ("ab", "ab"), ("äöü", "äöü")] {
            assert_eq!(stem(file), expected);
        }
    }
}
