//! Maven's project files: `pom.xml`, joined with the others of their tree and without a network.
//!
//! Format: Maven documentation, "POM reference" and "Introduction to the Dependency Mechanism". Of
//! `dependencies` the versions come from the element, from `dependencyManagement`, from
//! `properties` and from what the project imports, each also of its parents, as far as they lie in
//! the same folder or layer. What needs a file that is elsewhere is there with an empty version,
//! and that is recorded with its name. Scope `test` is for development.

use std::collections::HashSet;

use seaworthy_facts::{LayerFacts, PackageKind, WaitingFile};

use crate::found::Found;
use crate::pom::{Dependency, Project};
use crate::pom_tree::{IMPORTS_MAX, Missing, PARENTS_MAX, Resolved, STEPS_MAX, Tree, View};
use crate::unit::{Evidence, Knows, Recognise, Unit};

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

/// The file in an unpacked archive tells how that was built; what it needed may be anywhere.
fn is_of_a_project(path: &str) -> bool {
    !path.contains("META-INF/maven/")
}

/// A project is read once all of its tree are there.
fn parse(content: &[u8], found: &mut Found<'_>) {
    if !found.wait(content) {
        let file = WaitingFile {
            path: found.path().to_owned(),
            cataloguer: UNIT.id,
            content: content.to_owned(),
        };
        tell_all(&[file], |_, at, tree| tell(at, tree, found));
    }
}

/// Reads the project files that wait.
pub(crate) fn settle(files: &[WaitingFile], facts: &mut LayerFacts) {
    tell_all(files, |path, at, tree| {
        tell(at, tree, &mut Found::new(path, UNIT.id, facts));
    });
}

/// A file of the tree: its number, and what was wrong with it.
type At<'e> = (usize, Option<&'e str>);

fn tell_all(files: &[WaitingFile], mut each: impl FnMut(&str, At<'_>, &Tree<'_>)) {
    let paths: Vec<String> = files.iter().map(|file| file.path.clone()).collect();
    let (projects, errors): (Vec<Project>, Vec<Option<String>>) = files
        .iter()
        .map(|file| Project::read(&file.content))
        .unzip();
    let tree = Tree::new(&paths, &projects);
    for (at, (path, error)) in paths.iter().zip(&errors).enumerate() {
        each(path, (at, error.as_deref()), &tree);
    }
}

fn tell((at, error): At<'_>, tree: &Tree<'_>, found: &mut Found<'_>) {
    let Some(project) = tree.project(at) else {
        return;
    };
    if let Some(error) = error {
        found.unread(format!("not a whole pom.xml: {error}"));
    }
    let view = tree.view(at);
    let mut own = HashSet::new();
    for dependency in &project.dependencies {
        let Some(resolved) = tree.resolve(&view, dependency) else {
            let line = dependency.line;
            found.unread(format!(
                "what line {line} names needs a property that is not stated in this tree"
            ));
            continue;
        };
        own.insert((resolved.group.clone(), resolved.name.clone()));
        if resolved.version.is_none() {
            found.unread(unknown(&resolved, dependency, &view));
        }
        push(resolved, dependency.line, found);
        if found.is_full() {
            return;
        }
    }
    overridden(at, tree, &view, &own, found);
    if tree.is_spent() {
        found.unread(format!(
            "its versions were not looked for in other files: the tree takes more than \
             {STEPS_MAX} steps"
        ));
    }
}

/// Dependencies of the parents, which stand in the parents' own files, where this project makes
/// another version of them.
fn overridden(
    at: usize,
    tree: &Tree<'_>,
    view: &View,
    own: &HashSet<(String, String)>,
    found: &mut Found<'_>,
) {
    let line = tree
        .project(at)
        .and_then(|project| project.parent.as_ref())
        .map_or(1, |parent| parent.line);
    for parent in view.parents() {
        let Some(project) = tree.project(*parent) else {
            continue;
        };
        if project.dependencies.is_empty() || tree.is_spent() {
            continue;
        }
        let there = tree.view(*parent);
        for dependency in &project.dependencies {
            let Some(here) = tree.resolve(view, dependency) else {
                continue;
            };
            let is_own = own.contains(&(here.group.clone(), here.name.clone()));
            let said = tree.resolve(&there, dependency);
            let is_same = said.is_some_and(|said| said.version == here.version);
            if !is_own && !is_same && here.version.is_some() {
                push(here, line, found);
            }
        }
    }
}

fn push(resolved: Resolved, line: u32, found: &mut Found<'_>) {
    let version = resolved.version.as_deref().and_then(exact);
    let version = version.unwrap_or_default();
    let mut package = found.new_package(PackageKind::Maven, resolved.name, version);
    package.namespace = Some(resolved.group).filter(|group| !group.is_empty());
    package.development = resolved.scope == "test";
    found.push_on(package, Some(line));
}

/// What is missing, by its name.
fn unknown(resolved: &Resolved, dependency: &Dependency, view: &View) -> String {
    let Resolved { group, name, .. } = resolved;
    let line = dependency.line;
    let mut text = format!("the version of `{group}:{name}` on line {line} needs ");
    let why = match Tree::why(view) {
        Missing::Parent(name) => format!("the parent `{name}`, which is not in this tree"),
        Missing::Circle => "parents, which go in a circle".to_owned(),
        Missing::Deep => format!("a parent behind the first {PARENTS_MAX}"),
        Missing::Import(name) => format!("the import `{name}`, which is not in this tree"),
        Missing::Wide => format!("an import behind the first {IMPORTS_MAX}"),
        Missing::Unstated if resolved.is_property => {
            "a property that is not stated in this tree".to_owned()
        }
        Missing::Unstated => "something that is not stated in this tree".to_owned(),
    };
    text.push_str(&why);
    text
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
                "the version of `g:of-parent` on line 30 needs the parent `org.x:parent:7.0`, \
                 which is not in this tree",
                "the version of `g:r` on line 31 needs the parent `org.x:parent:7.0`, which is \
                 not in this tree",
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

    /// Files of one tree, read together; group, name, version and unread.
    fn tree(files: &[(&str, &str)]) -> (Vec<String>, Vec<String>) {
        let mut facts = LayerFacts::default();
        for (path, content) in files {
            crate::units::offer(&UNIT, path, content.as_bytes(), &mut facts);
        }
        assert!(facts.packages.is_empty() && facts.waiting.len() == files.len());
        crate::units::settle(&mut facts);
        assert!(facts.waiting.is_empty());
        let packages = facts.packages.iter().map(|package| {
            let mark = if package.development { " test" } else { "" };
            let path = &package.places[0].path;
            format!("{path} {}@{}{mark}", package.full_name(), package.version)
        });
        let unread = facts.unread.iter();
        let unread = unread.map(|one| format!("{}: {}", one.path, one.reason));
        (packages.collect(), unread.collect())
    }

    fn gav(group: &str, name: &str, version: &str) -> String {
        let part = |tag: &str, text: &str| match text {
            "" => String::new(),
            _ => format!("<{tag}>{text}</{tag}>"),
        };
        part("groupId", group) + &part("artifactId", name) + &part("version", version)
    }

    fn dependency(group: &str, name: &str, version: &str) -> String {
        format!("<dependency>{}</dependency>", gav(group, name, version))
    }

    fn managed(entries: &str) -> String {
        format!(
            "<dependencyManagement><dependencies>{entries}</dependencies></dependencyManagement>"
        )
    }

    fn import(group: &str, name: &str, version: &str) -> String {
        let gav = gav(group, name, version);
        format!("<dependency>{gav}<type>pom</type><scope>import</scope></dependency>")
    }

    fn project(inner: &str) -> String {
        format!("<project>{inner}</project>")
    }

    #[test]
    fn parents_are_found_by_place_and_by_name() {
        let root = project(
            &(gav("org.x", "root", "1")
                + "<properties><a.version>1.1</a.version><b.version>2.0</b.version></properties>"
                + &managed(
                    &(dependency("g", "a", "${a.version}")
                        + &dependency("${project.groupId}", "own", "${project.version}")),
                )),
        );
        let middle = project(
            &(format!(
                "<parent>{}<relativePath>../parent</relativePath></parent>",
                gav("org.x", "root", "1")
            ) + "<artifactId>middle</artifactId>"),
        );
        let child = |inner: &str| {
            let of = gav("org.x", "middle", "1");
            project(&format!(
                "<parent>{of}{inner}</parent><artifactId>app</artifactId>\
                 <properties><a.version>1.2</a.version></properties>\
                 <dependencies>{}</dependencies>",
                dependency("g", "a", "")
                    + &dependency("g", "b", "${b.version}")
                    + &dependency("org.x", "own", "")
            ))
        };
        let (packages, unread) = tree(&[
            ("parent/pom.xml", &root),
            ("middle/pom.xml", &middle),
            ("middle/app/pom.xml", &child("")),
            ("far/away/pom.xml", &child("<relativePath/>")),
        ]);
        let expected = |path: &str| {
            ["g:a@1.2", "g:b@2.0", "org.x:own@1"].map(|one| format!("{path}/pom.xml {one}"))
        };
        let all = [expected("far/away"), expected("middle/app")].concat();
        assert_eq!((packages, unread), (all, Vec::new()));
    }

    #[test]
    fn a_file_in_the_place_of_a_parent_with_another_name_is_not_it() {
        let other =
            project(&(gav("org.x", "other", "1") + &managed(&dependency("g", "a", "6.6.6"))));
        let child = project(
            &(format!("<parent>{}</parent>", gav("org.x", "root", "1"))
                + "<artifactId>app</artifactId><dependencies>"
                + &dependency("g", "a", "")
                + "</dependencies>"),
        );
        let (packages, unread) = tree(&[("pom.xml", &other), ("app/pom.xml", &child)]);
        assert_eq!(packages, ["app/pom.xml g:a@"]);
        assert!(
            unread[0].contains("needs the parent `org.x:root:1`, which is not"),
            "{unread:?}"
        );
        // Nor is one outside of what is looked at.
        let (_, unread) = tree(&[("pom.xml", &child)]);
        assert!(unread[0].contains("`org.x:root:1`"), "{unread:?}");
    }

    #[test]
    fn what_is_stated_wins_over_imports_and_the_first_import_over_later_ones() {
        let bom = |name: &str, inner: &str| {
            project(
                &(gav("org.x", name, "1")
                    + "<properties><v>of-bom</v></properties>"
                    + &managed(inner)),
            )
        };
        let one = bom(
            "one",
            &(dependency("g", "a", "${v}")
                + &dependency("g", "b", "1.b")
                + &import("org.x", "three", "1")),
        );
        let two = bom(
            "two",
            &(dependency("g", "a", "2.a") + &dependency("g", "c", "2.c")),
        );
        let three = bom(
            "three",
            &(dependency("g", "d", "3.d") + &import("org.x", "one", "1")),
        );
        let app = project(
            &("<properties><v>of-app</v><list>one</list></properties>".to_owned()
                + &managed(
                    &(import("org.x", "${list}", "1")
                        + &import("org.x", "two", "1")
                        + &import("org.x", "gone", "4")
                        + &dependency("g", "b", "stated")),
                )
                + "<dependencies>"
                + &["a", "b", "c", "d", "e"]
                    .map(|name| dependency("g", name, ""))
                    .concat()
                + "</dependencies>"),
        );
        let (packages, unread) = tree(&[
            ("app/pom.xml", &app),
            ("boms/1/pom.xml", &one),
            ("boms/2/pom.xml", &two),
            ("boms/3/pom.xml", &three),
        ]);
        let expected = ["a@of-bom", "b@stated", "c@2.c", "d@3.d", "e@"];
        assert_eq!(packages, expected.map(|one| format!("app/pom.xml g:{one}")));
        assert_eq!(unread.len(), 1);
        assert!(
            unread[0].contains("the import `org.x:gone:4`, which is not"),
            "{unread:?}"
        );
    }

    #[test]
    fn a_dependency_of_the_parent_is_told_again_where_the_child_changes_it() {
        let root = project(
            &(gav("org.x", "root", "1")
                + "<properties><v>1</v></properties><dependencies>"
                + &dependency("g", "a", "${v}")
                + &dependency("g", "b", "7")
                + "</dependencies>"),
        );
        let child = |inner: &str| {
            let of = gav("org.x", "root", "1");
            project(&format!(
                "<parent>{of}</parent><artifactId>app</artifactId>{inner}"
            ))
        };
        let (packages, unread) = tree(&[
            ("pom.xml", &root),
            ("one/pom.xml", &child("")),
            ("two/pom.xml", &child("<properties><v>2</v></properties>")),
        ]);
        let expected = ["pom.xml g:a@1", "pom.xml g:b@7", "two/pom.xml g:a@2"];
        assert_eq!(
            (packages, unread),
            (expected.map(str::to_owned).to_vec(), Vec::new())
        );
    }

    /// A chain of projects, each the parent of the next; the first states a version.
    fn chain(length: usize, first_parent: &str) -> Vec<(String, String)> {
        let one = |number: usize| {
            let parent = match number {
                0 => first_parent.to_owned(),
                _ => format!(
                    "<parent>{}</parent>",
                    gav("g", &format!("p{}", number - 1), "1")
                ),
            };
            let inner = match number {
                0 => managed(&dependency("g", "a", "9")),
                _ if number + 1 == length => {
                    format!("<dependencies>{}</dependencies>", dependency("g", "a", ""))
                }
                _ => String::new(),
            };
            let name = gav("g", &format!("p{number}"), "1");
            (
                format!("{number}/pom.xml"),
                project(&format!("{parent}{name}{inner}")),
            )
        };
        (0..length).map(one).collect()
    }

    fn of_chain(files: &[(String, String)]) -> (Vec<String>, Vec<String>) {
        let files: Vec<(&str, &str)> = files.iter().map(|(a, b)| (&**a, &**b)).collect();
        tree(&files)
    }

    #[test]
    fn circles_and_endless_chains_of_parents_end() {
        let (packages, unread) = of_chain(&chain(PARENTS_MAX + 1, ""));
        assert_eq!((packages.len(), unread.len()), (1, 0));
        assert!(packages[0].ends_with("g:a@9"), "{packages:?}");
        let (packages, unread) = of_chain(&chain(PARENTS_MAX + 2, ""));
        assert!(packages[0].ends_with("g:a@"), "{packages:?}");
        assert!(unread[0].contains("behind the first 100"), "{unread:?}");
        let circle = format!("<parent>{}</parent>", gav("g", "p3", "1"));
        let mut files = chain(4, &circle);
        files[0].1 = files[0].1.replace("dependencyManagement", "nothing");
        let (_, unread) = of_chain(&files);
        assert!(unread[0].contains("in a circle"), "{unread:?}");
    }

    #[test]
    fn imports_beyond_the_limit_are_told() {
        let mut files: Vec<(String, String)> = (0..=IMPORTS_MAX)
            .map(|number| {
                let next = import("g", &format!("b{}", number + 1), "1");
                let name = gav("g", &format!("b{number}"), "1");
                (
                    format!("{number}/pom.xml"),
                    project(&(name + &managed(&next))),
                )
            })
            .collect();
        let uses = managed(&import("g", "b0", "1"))
            + "<dependencies>"
            + &dependency("g", "a", "")
            + "</dependencies>";
        files.push(("app/pom.xml".to_owned(), project(&uses)));
        let (packages, unread) = of_chain(&files);
        assert_eq!(packages, ["app/pom.xml g:a@"]);
        assert!(unread[0].contains("behind the first 200"), "{unread:?}");
    }

    #[test]
    fn damage_to_one_file_leaves_the_others() {
        let files = chain(3, "");
        for cut in 0..files[1].1.len() {
            let mut files = files.clone();
            files[1].1.truncate(cut);
            let (packages, unread) = of_chain(&files);
            assert_eq!(packages.len(), 1, "{cut}");
            assert!(packages[0].ends_with("g:a@") || packages[0].ends_with("g:a@9"));
            assert!(!unread.is_empty(), "{cut}");
        }
    }
}
