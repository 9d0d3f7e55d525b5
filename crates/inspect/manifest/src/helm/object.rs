//! The values of a template that are neither text, number, list nor map.

use std::rc::Rc;

use jiff::Timestamp;
use jiff::tz::Offset;

use super::fault::{Fault, Outcome};
use super::files::FileSet;
use super::semver::Version;
use super::value::Value;

/// An object with fields and methods.
#[derive(Debug)]
pub(super) enum Object {
    /// `.Files`, and what `Glob` returns.
    Files(FileSet),
    /// `.Capabilities.APIVersions`.
    ApiVersions(Vec<Rc<str>>),
    /// `.Capabilities.KubeVersion`.
    KubeVersion {
        version: String,
        major: String,
        minor: String,
    },
    Semver(Version),
    Time(Time),
    /// What `genCA` and its kin return.
    Certificate {
        certificate: String,
        key: String,
    },
}

/// An instant with the offset in which it is shown.
#[derive(Clone, Debug)]
pub(super) struct Time {
    pub(super) instant: Timestamp,
    pub(super) offset: Offset,
}

impl Object {
    pub(super) fn truth(&self) -> bool {
        match self {
            Self::Files(files) => !files.is_empty(),
            Self::ApiVersions(versions) => !versions.is_empty(),
            _ => true,
        }
    }

    pub(super) fn type_name(&self) -> &'static str {
        match self {
            Self::Files(_) => "engine.files",
            Self::ApiVersions(_) => "common.VersionSet",
            Self::KubeVersion { .. } => "common.KubeVersion",
            Self::Semver(_) => "*semver.Version",
            Self::Time(_) => "time.Time",
            Self::Certificate { .. } => "sprig.certificate",
        }
    }

    pub(super) fn kind_name(&self) -> &'static str {
        match self {
            Self::Files(_) => "map",
            Self::ApiVersions(_) => "slice",
            Self::Semver(_) => "ptr",
            _ => "struct",
        }
    }

    /// What `range` goes over, where it can.
    pub(super) fn entries(&self) -> Option<Vec<(Rc<str>, Value)>> {
        match self {
            Self::Files(files) => Some(files.entries()),
            Self::ApiVersions(versions) => {
                let versions = versions.iter().enumerate();
                let entries = versions
                    .map(|(at, version)| (at.to_string().into(), Value::str(version.clone())));
                Some(entries.collect())
            }
            _ => None,
        }
    }

    /// As `%v` prints it.
    pub(super) fn display(&self) -> Outcome<String> {
        Ok(match self {
            // Go prints every byte of every file; charts get here by mistake only.
            Self::Files(_) => "map[]".to_owned(),
            Self::ApiVersions(versions) => format!("[{}]", versions.join(" ")),
            Self::KubeVersion { version, .. } => version.clone(),
            Self::Semver(version) => version.to_string(),
            Self::Time(time) => super::functions::dates::display(time),
            Self::Certificate { certificate, key } => format!("{{{certificate} {key}}}"),
        })
    }

    /// A field, or a method with its arguments.
    pub(super) fn member(&self, name: &str, arguments: &[Value]) -> Outcome<Value> {
        match self {
            Self::Files(files) => files.method(name, arguments),
            Self::ApiVersions(versions) => match (name, arguments) {
                ("Has", [Value::Str(wanted)]) => {
                    let found = versions.iter().any(|version| **version == **wanted);
                    Ok(Value::Bool(found))
                }
                _ => unknown_member(self, name),
            },
            Self::KubeVersion {
                version,
                major,
                minor,
            } => match name {
                "Version" | "GitVersion" | "String" => Ok(Value::str(version.as_str())),
                "Major" => Ok(Value::str(major.as_str())),
                "Minor" => Ok(Value::str(minor.as_str())),
                _ => unknown_member(self, name),
            },
            Self::Semver(version) => version
                .member(name, arguments)
                .map_or_else(|| unknown_member(self, name), Ok),
            Self::Time(time) => super::functions::dates::member(time, name, arguments)?
                .map_or_else(|| unknown_member(self, name), Ok),
            Self::Certificate { certificate, key } => match name {
                "Cert" => Ok(Value::str(certificate.as_str())),
                "Key" => Ok(Value::str(key.as_str())),
                _ => unknown_member(self, name),
            },
        }
    }
}

fn unknown_member(object: &Object, name: &str) -> Outcome<Value> {
    let kind = object.type_name();
    Err(Fault::new(format!(
        "can't evaluate field {name} in type {kind}"
    )))
}
