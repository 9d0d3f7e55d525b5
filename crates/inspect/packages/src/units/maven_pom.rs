//! Maven's project files: `pom.xml`, each by itself and without a network.
//!
//! Format: Maven documentation, "POM reference" and "Introduction to the Dependency Mechanism". Of
//! `dependencies` the versions come from the element, from `dependencyManagement` and from
//! `properties` of the same file. What needs a parent or an import that is another file is there
//! with an empty version, and that is recorded. Scope `test` is for development.

use std::collections::HashMap;

use seaworthy_facts::PackageKind;

use crate::found::{FIELD_BYTES_MAX, FILE_PACKAGES_MAX, Found};
use crate::lines::LineFinder;
use crate::unit::{Evidence, Knows, Recognise, Unit};
use crate::xml::{self, Element};

/// The unit.
pub(crate) static UNIT: Unit = Unit {
    id: "maven-pom",
    title: "Maven project files",
    evidence: Evidence::Locked,
    recognise: &[Recognise::Name("pom.xml", is_of_a_project)],
    knows: Knows {
        licences: false,
        edges: false,
        hashes: false,
        source: false,
        files: false,
        development: true,
        locations: true,
    },
    // LIMIT: the largest known, of a list of thousands of versions, has 1 MB.
    file_bytes_max: 16 * 1024 * 1024,
    parse,
};

/// LIMIT: properties that stand in properties; more is a circle.
const PROPERTY_DEPTH_MAX: u32 = 8;

/// The file in an unpacked archive tells how that was built; what it needed may be anywhere.
fn is_of_a_project(path: &str) -> bool {
    !path.contains("META-INF/maven/")
}

#[derive(Clone, Debug, Default)]
struct Dependency {
    group: String,
    name: String,
    version: String,
    scope: String,
    offset: usize,
}

#[derive(Default)]
struct Project {
    properties: HashMap<String, String>,
    managed: HashMap<(String, String), Dependency>,
    dependencies: Vec<Dependency>,
    open: Dependency,
    has_parent: bool,
    has_import: bool,
}

fn parse(content: &[u8], found: &mut Found<'_>) {
    let text = String::from_utf8_lossy(content);
    let mut project = Project::default();
    if let Err(error) = xml::read(&text, |element| project.take(element)) {
        found.unread(format!("not a whole pom.xml: {error}"));
    }
    // A group or version that the project does not state is its parent's.
    for part in ["version", "groupId"] {
        let own = format!("project.{part}");
        if let Some(parent) = project.properties.get(&format!("project.parent.{part}")) {
            let parent = parent.clone();
            project.properties.entry(own).or_insert(parent);
        }
    }
    let mut lines = LineFinder::new(text.as_bytes());
    for dependency in &project.dependencies {
        let line = lines.at(dependency.offset);
        project.push(dependency, line, found);
        if found.is_full() {
            return;
        }
    }
}

impl Project {
    fn take(&mut self, element: &Element<'_>) {
        let Some(("project", rest)) = element.path.split_first().map(|(a, b)| (a.as_str(), b))
        else {
            return;
        };
        let rest: Vec<&str> = rest.iter().take(6).map(String::as_str).collect();
        match rest.as_slice() {
            [part @ ("groupId" | "artifactId" | "version")] => {
                self.property(format!("project.{part}"), element.text);
            }
            ["parent", part] => self.property(format!("project.parent.{part}"), element.text),
            ["parent"] => self.has_parent = true,
            ["properties", name] => self.property((*name).to_owned(), element.text),
            ["dependencies", "dependency", part]
            | ["dependencyManagement", "dependencies", "dependency", part] => {
                let text = element.text.to_owned();
                match *part {
                    "groupId" => self.open.group = text,
                    "artifactId" => self.open.name = text,
                    "version" => self.open.version = text,
                    "scope" => self.open.scope = text,
                    _ => {}
                }
            }
            ["dependencies", "dependency"] => {
                let mut dependency = std::mem::take(&mut self.open);
                dependency.offset = element.offset;
                // One more than the limit, so that reaching it is reported.
                if self.dependencies.len() <= FILE_PACKAGES_MAX {
                    self.dependencies.push(dependency);
                }
            }
            ["dependencyManagement", "dependencies", "dependency"] => {
                let managed = std::mem::take(&mut self.open);
                self.has_import |= managed.scope == "import";
                if self.managed.len() < FILE_PACKAGES_MAX {
                    let key = (managed.group.clone(), managed.name.clone());
                    self.managed.insert(key, managed);
                }
            }
            _ => {}
        }
    }

    fn property(&mut self, name: String, value: &str) {
        if self.properties.len() < FILE_PACKAGES_MAX {
            self.properties.insert(name, value.to_owned());
        }
    }

    fn push(&self, dependency: &Dependency, line: u32, found: &mut Found<'_>) {
        let key = (dependency.group.clone(), dependency.name.clone());
        let managed = self
            .managed
            .get(&key)
            .filter(|managed| managed.scope != "import");
        let of_managed = |own: &str, of: fn(&Dependency) -> &String| match managed {
            Some(managed) if own.is_empty() => of(managed).clone(),
            _ => own.to_owned(),
        };
        let version = of_managed(&dependency.version, |managed| &managed.version);
        let scope = of_managed(&dependency.scope, |managed| &managed.scope);
        let fill = |text: &str| self.fill(text, PROPERTY_DEPTH_MAX);
        let (Some(group), Some(name)) = (fill(&dependency.group), fill(&dependency.name)) else {
            return found.unread(format!(
                "what line {line} names needs a property that is not in this file"
            ));
        };
        let filled = fill(&version).filter(|version| !version.is_empty());
        if filled.is_none() {
            let from = match (version.is_empty(), self.has_parent, self.has_import) {
                (false, _, _) => "a property that is not in this file",
                (true, true, _) => "the parent, which is not in this file",
                (true, false, true) => "an import, which is not in this file",
                (true, false, false) => "something that is not in this file",
            };
            found.unread(format!(
                "the version of `{group}:{name}` on line {line} needs {from}"
            ));
        }
        let version = filled.as_deref().and_then(exact).unwrap_or_default();
        let mut package = found.new_package(PackageKind::Maven, name, version);
        package.namespace = Some(group).filter(|group| !group.is_empty());
        package.development = scope == "test";
        found.push_on(package, Some(line));
    }

    /// The text with its properties; none where one is not stated here, or they go in circles.
    fn fill(&self, text: &str, depth: u32) -> Option<String> {
        let Some((before, rest)) = text.split_once("${") else {
            return Some(text.to_owned());
        };
        let (name, after) = rest.split_once('}')?;
        // Maven 2 had other names for the same.
        let name = match name {
            "version" | "pom.version" => "project.version",
            "groupId" | "pom.groupId" => "project.groupId",
            name => name,
        };
        let value = self.properties.get(name)?;
        let value = self.fill(value, depth.checked_sub(1)?)?;
        let after = self.fill(after, depth.checked_sub(1)?)?;
        let filled = format!("{before}{value}{after}");
        (filled.len() <= FIELD_BYTES_MAX).then_some(filled)
    }
}

/// The one version of `1.0` or `[1.0]`; a range states none.
fn exact(range: &str) -> Option<&str> {
    let inner = range
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    let version = inner.unwrap_or(range).trim();
    (!version.contains(['[', ']', '(', ')', ','])).then_some(version)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::parsed;

    const POM: &str = r#"<?xml version="1.0"?>
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <parent><groupId>org.x</groupId><artifactId>parent</artifactId><version>7.0</version></parent>
  <artifactId>app</artifactId>
  <properties>
    <major>2</major>
    <log4j.version>${major}.14.1</log4j.version>
    <round>${round}</round>
  </properties>
  <dependencyManagement>
    <dependencies>
      <dependency>
        <groupId>g</groupId><artifactId>managed</artifactId><version>3.0</version>
        <scope>test</scope>
      </dependency>
    </dependencies>
  </dependencyManagement>
  <dependencies>
    <dependency>
      <groupId>org.apache.logging.log4j</groupId>
      <artifactId>log4j-core</artifactId>
      <version>${log4j.version}</version>
      <exclusions><exclusion><artifactId>no</artifactId></exclusion></exclusions>
    </dependency>
    <dependency><groupId>g</groupId><artifactId>managed</artifactId></dependency>
    <dependency>
      <groupId>${project.groupId}</groupId><artifactId>own</artifactId>
      <version>${project.version}</version>
    </dependency>
    <dependency><groupId>g</groupId><artifactId>of-parent</artifactId></dependency>
  <dependency><groupId>g</groupId><artifactId>r</artifactId><version>${round}</version></dependency>
    <dependency><groupId>g</groupId><artifactId>s</artifactId><version>[1,2)</version></dependency>
  </dependencies>
</project>
"#;

    #[test]
    fn versions_are_found_as_far_as_the_file_says() {
        let facts = parsed(&UNIT, "pom.xml", POM.as_bytes());
        let all = facts.packages.iter();
        let seen: Vec<_> = all
            .map(|p| (p.full_name(), &*p.version, p.development, p.places[0].line))
            .collect();
        let expected = [
            ("org.apache.logging.log4j:log4j-core", "2.14.1", false, 19),
            ("g:managed", "3.0", true, 25),
            ("org.x:own", "7.0", false, 26),
            ("g:of-parent", "", false, 30),
            ("g:r", "", false, 31),
            ("g:s", "", false, 32),
        ]
        .map(|(name, version, development, line)| {
            (name.to_owned(), version, development, Some(line))
        });
        assert_eq!(seen, expected);
        let reasons: Vec<&str> = facts.unread.iter().map(|one| one.reason.as_str()).collect();
        assert_eq!(
            reasons,
            [
                "the version of `g:of-parent` on line 30 needs the parent, which is not in this \
                 file",
                "the version of `g:r` on line 31 needs a property that is not in this file",
            ]
        );
    }

    #[test]
    fn cut_files_keep_their_beginning() {
        let cut = &POM[..POM.find("<artifactId>own").unwrap()];
        let facts = parsed(&UNIT, "pom.xml", cut.as_bytes());
        assert_eq!((facts.packages.len(), facts.unread.len()), (2, 1));
        let facts = parsed(&UNIT, "pom.xml", b"not xml at all <");
        assert_eq!(facts.unread.len(), 1);
    }

    #[test]
    fn circles_through_several_properties_end() {
        let mut pom = "<project><properties>".to_owned();
        for level in 0..20 {
            let next = (level + 1) % 20;
            pom.push_str(&format!("<p{level}>${{p{next}}}${{p{next}}}</p{level}>"));
        }
        pom.push_str("</properties><dependencies><dependency><groupId>g</groupId>");
        pom.push_str("<artifactId>a</artifactId><version>${p0}</version>");
        pom.push_str("</dependency></dependencies></project>");
        let facts = parsed(&UNIT, "pom.xml", pom.as_bytes());
        assert_eq!((facts.packages.len(), facts.unread.len()), (1, 1));
    }
}
