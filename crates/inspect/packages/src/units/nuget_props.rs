//! Central package versions of .NET solutions: `Directory.Packages.props`.
//!
//! Format: NuGet documentation, "Central Package Management": MSBuild XML whose `PackageVersion`
//! and `GlobalPackageReference` have `Include` and `Version`. Properties `$(Name)` of the same file
//! are filled in; what needs another file, or is a range, is there with an empty version.

use std::collections::HashMap;

use seaworthy_facts::PackageKind;

use crate::found::{FIELD_BYTES_MAX, FILE_PACKAGES_MAX, Found};
use crate::lines::LineFinder;
use crate::unit::{Evidence, Knows, Recognise, Unit, anywhere};
use crate::xml::{self, Element};

/// The unit.
pub(crate) static UNIT: Unit = Unit {
    id: "nuget-props",
    title: "Central package versions of .NET",
    evidence: Evidence::Locked,
    recognise: &[Recognise::Name("Directory.Packages.props", anywhere)],
    knows: Knows {
        licences: false,
        edges: false,
        hashes: false,
        source: false,
        files: false,
        development: false,
        locations: true,
    },
    // LIMIT: 1,000 packages have 100 kB.
    file_bytes_max: 4 * 1024 * 1024,
    parse,
};

/// LIMIT: properties that stand in properties.
const PROPERTY_DEPTH_MAX: u32 = 8;

#[derive(Default)]
struct Project {
    properties: HashMap<String, String>,
    /// Name, version as written, and where it stands.
    versions: Vec<(String, String, usize)>,
    /// The child `Version` of the item that is open.
    child_version: Option<String>,
}

fn parse(content: &[u8], found: &mut Found<'_>) {
    let text = String::from_utf8_lossy(content);
    let mut project = Project::default();
    if let Err(error) = xml::read(&text, |element| project.take(element)) {
        found.unread(format!("not a whole MSBuild file: {error}"));
    }
    let mut lines = LineFinder::new(text.as_bytes());
    for (name, version, offset) in &project.versions {
        let line = lines.at(*offset);
        let filled = project.fill(version, PROPERTY_DEPTH_MAX);
        if filled.is_none() {
            found.unread(format!(
                "the version on line {line} needs a property of another file"
            ));
        }
        let exact = filled.as_deref().and_then(exact).unwrap_or_default();
        let package = found.new_package(PackageKind::Nuget, name, exact);
        found.push_on(package, Some(line));
    }
}

impl Project {
    fn take(&mut self, element: &Element<'_>) {
        let [root, group, item, rest @ ..] = element.path else {
            return;
        };
        if root != "Project" {
            return;
        }
        let is_version = matches!(item.as_str(), "PackageVersion" | "GlobalPackageReference");
        match (group.as_str(), rest) {
            ("PropertyGroup", []) if self.properties.len() < FILE_PACKAGES_MAX => {
                let text = element.text.to_owned();
                self.properties.insert(item.to_ascii_lowercase(), text);
            }
            ("ItemGroup", [child]) if is_version && child == "Version" => {
                self.child_version = Some(element.text.to_owned());
            }
            ("ItemGroup", []) if is_version => {
                let child = self.child_version.take();
                let name = element.attribute("Include");
                let version = element.attribute("Version").map(str::to_owned).or(child);
                // One more than the limit, so that reaching it is reported.
                if let Some(name) = name
                    && self.versions.len() <= FILE_PACKAGES_MAX
                {
                    let version = version.unwrap_or_default();
                    self.versions
                        .push((name.to_owned(), version, element.offset));
                }
            }
            _ => {}
        }
    }

    /// The text with its properties; none where one is not stated here, or they go in circles.
    fn fill(&self, text: &str, depth: u32) -> Option<String> {
        let Some((before, rest)) = text.split_once("$(") else {
            return Some(text.to_owned());
        };
        let (name, after) = rest.split_once(')')?;
        let value = self.properties.get(&name.trim().to_ascii_lowercase())?;
        let value = self.fill(value, depth.checked_sub(1)?)?;
        let after = self.fill(after, depth.checked_sub(1)?)?;
        let filled = format!("{before}{value}{after}");
        (filled.len() <= FIELD_BYTES_MAX).then_some(filled)
    }
}

/// The one version of `1.0` (in practice the lowest that there is) or `[1.0]`.
fn exact(range: &str) -> Option<&str> {
    let range = range.trim();
    let inner = range
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    let version = inner.unwrap_or(range).trim();
    let is_one = !version.contains(['[', ']', '(', ')', ',', '*']);
    is_one.then_some(version)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::parsed;

    const PROPS: &str = r#"<Project>
  <PropertyGroup>
    <Major>8.0</Major>
    <Ms>$(Major).1</Ms>
    <Round>$(Round)</Round>
  </PropertyGroup>
  <ItemGroup>
    <PackageVersion Include="Newtonsoft.Json" Version="[13.0.1]" />
    <PackageVersion Include="Microsoft.Extensions.Http" Version="$(ms)" />
    <PackageVersion Include="Child"><Version>1.0</Version></PackageVersion>
    <PackageVersion Include="Range" Version="[1.0,2.0)" />
    <PackageVersion Include="Elsewhere" Version="$(Elsewhere)" />
    <GlobalPackageReference Include="Round" Version="$(Round)" />
  </ItemGroup>
</Project>
"#;

    #[test]
    fn versions_are_filled_in_as_far_as_the_file_says() {
        let facts = parsed(&UNIT, "Directory.Packages.props", PROPS.as_bytes());
        let all = facts.packages.iter();
        let seen: Vec<_> = all
            .map(|p| (&*p.name, &*p.version, p.places[0].line))
            .collect();
        let expected = [
            ("Newtonsoft.Json", "13.0.1", Some(8)),
            ("Microsoft.Extensions.Http", "8.0.1", Some(9)),
            ("Child", "1.0", Some(10)),
            ("Range", "", Some(11)),
            ("Elsewhere", "", Some(12)),
            ("Round", "", Some(13)),
        ];
        assert_eq!(seen, expected);
        assert_eq!(facts.unread.len(), 2, "{:?}", facts.unread);
        assert!(facts.unread[0].reason.contains("line 12"));
    }

    #[test]
    fn properties_that_double_each_other_end() {
        let mut props = "<Project><PropertyGroup><p0>xxxxxxxxxx</p0>".to_owned();
        for level in 1..30 {
            let before = level - 1;
            props.push_str(&format!("<p{level}>$(p{before})$(p{before})</p{level}>"));
        }
        props.push_str("</PropertyGroup><ItemGroup>");
        props.push_str("<PackageVersion Include='a' Version='$(p29)'/></ItemGroup></Project>");
        let facts = parsed(&UNIT, "Directory.Packages.props", props.as_bytes());
        assert_eq!(facts.packages[0].version, "");
        assert_eq!(facts.unread.len(), 1);
    }
}
