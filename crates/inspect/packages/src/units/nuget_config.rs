//! The older package lists of NuGet: `packages.config`.
//!
//! Format: NuGet documentation, "packages.config reference": XML, one `package` each with `id`,
//! `version` and, where it is so, `developmentDependency`.

use seaworthy_facts::PackageKind;

use crate::found::Found;
use crate::lines::LineFinder;
use crate::unit::{Evidence, Knows, Recognise, Unit, anywhere};
use crate::xml;

/// The unit.
pub(crate) static UNIT: Unit = Unit {
    id: "nuget-config",
    title: "NuGet package lists",
    evidence: Evidence::Locked,
    recognise: &[Recognise::Name("packages.config", anywhere)],
    knows: Knows {
        licences: false,
        edges: false,
        hashes: false,
        source: false,
        files: false,
        development: true,
        locations: true,
    },
    // LIMIT: 500 packages have 50 kB.
    file_bytes_max: 4 * 1024 * 1024,
    parse,
};

fn parse(content: &[u8], found: &mut Found<'_>) {
    let text = String::from_utf8_lossy(content);
    let mut lines = LineFinder::new(text.as_bytes());
    let result = xml::read(&text, |element| {
        if !element.is(&["packages", "package"]) || found.is_full() {
            return;
        }
        let name = element.attribute("id").unwrap_or_default();
        let version = element.attribute("version").unwrap_or_default();
        let mut package = found.new_package(PackageKind::Nuget, name, version);
        let development = element.attribute("developmentDependency");
        package.development = development.is_some_and(|text| text.eq_ignore_ascii_case("true"));
        let line = lines.at(element.offset);
        found.push_on(package, Some(line));
    });
    if let Err(error) = result {
        found.unread(format!("not a whole packages.config: {error}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::parsed;

    const LIST: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<packages>
  <package id="jQuery" version="3.1.1" targetFramework="net46" />
  <package id="NuGet.Build.Tasks" version="5.0.0" developmentDependency="true" />
</packages>
"#;

    #[test]
    fn packages_are_read_with_lines_and_marks() {
        let facts = parsed(&UNIT, "packages.config", LIST.as_bytes());
        assert!(facts.unread.is_empty(), "{:?}", facts.unread);
        let all = facts.packages.iter();
        let seen: Vec<_> = all
            .map(|p| (&*p.name, &*p.version, p.development, p.places[0].line))
            .collect();
        let expected = [
            ("jQuery", "3.1.1", false, Some(3)),
            ("NuGet.Build.Tasks", "5.0.0", true, Some(4)),
        ];
        assert_eq!(seen, expected);
    }

    #[test]
    fn cut_files_keep_their_beginning() {
        let cut = &LIST[..LIST.find("<package id=\"NuGet").unwrap() + 20];
        let facts = parsed(&UNIT, "packages.config", cut.as_bytes());
        assert_eq!((facts.packages.len(), facts.unread.len()), (1, 1));
        let facts = parsed(&UNIT, "packages.config", b"<packages><package/></packages>");
        assert!(facts.unread[0].reason.contains("without a name"));
    }
}
