//! One project file of Maven, read: what it states itself, with nothing filled in.
//!
//! Format: Maven documentation, "POM reference".

use std::collections::HashMap;

use crate::found::FILE_PACKAGES_MAX;
use crate::lines::LineFinder;
use crate::xml::{self, Element};

/// A dependency, or an entry of `dependencyManagement`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Dependency {
    pub(crate) group: String,
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) scope: String,
    pub(crate) line: u32,
    offset: usize,
}

/// The element `parent`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Parent {
    pub(crate) group: String,
    pub(crate) name: String,
    pub(crate) version: String,
    /// None: not stated, which means `../pom.xml`. Empty: the parent lies in a repository.
    pub(crate) relative_path: Option<String>,
    pub(crate) line: u32,
    offset: usize,
}

/// What one file states.
#[derive(Debug, Default)]
pub(crate) struct Project {
    /// Empty where it is the parent's, as is the version.
    pub(crate) group: String,
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) parent: Option<Parent>,
    pub(crate) properties: HashMap<String, String>,
    /// By group and name as written.
    pub(crate) managed: HashMap<(String, String), Dependency>,
    /// Entries of `dependencyManagement` that bring the whole list of another project.
    pub(crate) imports: Vec<Dependency>,
    pub(crate) dependencies: Vec<Dependency>,
    open: Dependency,
    open_parent: Parent,
}

impl Project {
    /// Reads a file; what is wrong with it comes beside what could be read.
    pub(crate) fn read(content: &[u8]) -> (Self, Option<String>) {
        let text = String::from_utf8_lossy(content);
        let mut project = Project::default();
        let error = xml::read(&text, |element| project.take(element)).err();
        let mut lines = LineFinder::new(text.as_bytes());
        if let Some(parent) = &mut project.parent {
            parent.line = LineFinder::new(text.as_bytes()).at(parent.offset);
        }
        for dependency in &mut project.dependencies {
            dependency.line = lines.at(dependency.offset);
        }
        (project, error)
    }

    fn take(&mut self, element: &Element<'_>) {
        let Some(("project", rest)) = element.path.split_first().map(|(a, b)| (a.as_str(), b))
        else {
            return;
        };
        let text = || element.text.to_owned();
        // No path that matters has more parts.
        let rest: Vec<&str> = rest.iter().take(6).map(String::as_str).collect();
        match rest.as_slice() {
            ["groupId"] => self.group = text(),
            ["artifactId"] => self.name = text(),
            ["version"] => self.version = text(),
            ["parent", part] => match *part {
                "groupId" => self.open_parent.group = text(),
                "artifactId" => self.open_parent.name = text(),
                "version" => self.open_parent.version = text(),
                "relativePath" => self.open_parent.relative_path = Some(text()),
                _ => {}
            },
            ["parent"] => {
                let mut parent = std::mem::take(&mut self.open_parent);
                parent.offset = element.offset;
                self.parent = Some(parent);
            }
            ["properties", name] if self.properties.len() < FILE_PACKAGES_MAX => {
                self.properties.insert((*name).to_owned(), text());
            }
            ["dependencies", "dependency", part]
            | ["dependencyManagement", "dependencies", "dependency", part] => match *part {
                "groupId" => self.open.group = text(),
                "artifactId" => self.open.name = text(),
                "version" => self.open.version = text(),
                "scope" => self.open.scope = text(),
                _ => {}
            },
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
                if managed.scope == "import" {
                    if self.imports.len() < FILE_PACKAGES_MAX {
                        self.imports.push(managed);
                    }
                } else if self.managed.len() < FILE_PACKAGES_MAX {
                    let key = (managed.group.clone(), managed.name.clone());
                    self.managed.insert(key, managed);
                }
            }
            _ => {}
        }
    }
}
