//! conda environments: `environment.yml`.
//!
//! Format: conda documentation, "Creating an environment file manually": a list `dependencies` of
//! `channel::name=version=build`, and below `pip` of requirements. Only what states one version is
//! a package with that version; the others are there with an empty one, which nobody can call
//! clean.

use std::fmt;

use seaworthy_facts::PackageKind;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, de};

use super::requirements::pinned;
use crate::found::{FILE_PACKAGES_MAX, Found};
use crate::json::{Elements, Members, TakeMember, Value};
use crate::lines::LineFinder;
use crate::unit::{Evidence, Knows, Recognise, Unit, anywhere};
use crate::yaml;

/// The unit.
pub(crate) static UNIT: Unit = Unit {
    id: "conda-environment",
    title: "conda environments",
    evidence: Evidence::Locked,
    recognise: &[
        Recognise::Name("environment.yml", anywhere),
        Recognise::Name("environment.yaml", anywhere),
    ],
    knows: Knows {
        licences: false,
        edges: false,
        hashes: false,
        source: false,
        files: false,
        development: false,
        locations: true,
    },
    // LIMIT: an exported environment has 20 kB.
    file_bytes_max: 4 * 1024 * 1024,
    parse,
};

/// An element of `dependencies`: a text, or an object of which `pip` is read.
enum Need {
    Text(String),
    Pip(Vec<String>),
    Other,
}

impl<'de> Deserialize<'de> for Need {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Look;
        impl<'de> Visitor<'de> for Look {
            type Value = Need;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a requirement")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Need, E> {
                Ok(Need::Text(text.to_owned()))
            }

            fn visit_u64<E>(self, _: u64) -> Result<Need, E> {
                Ok(Need::Other)
            }

            fn visit_i64<E>(self, _: i64) -> Result<Need, E> {
                Ok(Need::Other)
            }

            fn visit_f64<E>(self, _: f64) -> Result<Need, E> {
                Ok(Need::Other)
            }

            fn visit_bool<E>(self, _: bool) -> Result<Need, E> {
                Ok(Need::Other)
            }

            fn visit_unit<E>(self) -> Result<Need, E> {
                Ok(Need::Other)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Need, A::Error> {
                while seq.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Need::Other)
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Need, A::Error> {
                let mut texts = Vec::new();
                while let Some(key) = map.next_key::<String>()? {
                    if key == "pip" {
                        let take = |need: Need| match need {
                            Need::Text(text) if texts.len() <= FILE_PACKAGES_MAX => {
                                texts.push(text);
                            }
                            _ => {}
                        };
                        map.next_value_seed(Elements::new(take))?;
                    } else {
                        map.next_value::<IgnoredAny>()?;
                    }
                }
                Ok(Need::Pip(texts))
            }
        }
        deserializer.deserialize_any(Look)
    }
}

struct Environment<'l, 'f, 'a> {
    found: &'l mut Found<'f>,
    lines: LineFinder<'a>,
}

fn parse(content: &[u8], found: &mut Found<'_>) {
    let text = String::from_utf8_lossy(content);
    let mut environment = Environment {
        found,
        lines: LineFinder::new(text.as_bytes()),
    };
    if let Err(error) = yaml::read(&text, Members(&mut environment)) {
        let reason = format!("not a whole environment of conda: {error}");
        environment.found.unread(reason);
    }
}

impl<'de> TakeMember<'de> for &mut Environment<'_, '_, '_> {
    fn take<A: MapAccess<'de>>(&mut self, key: &str, value: Value<'_, A>) -> Result<(), A::Error> {
        match key {
            "dependencies" => value.seed(Elements::new(|need: Need| match need {
                Need::Text(text) => self.conda(&text),
                Need::Pip(texts) => texts.iter().for_each(|text| self.pip(text)),
                Need::Other => {}
            })),
            _ => value.skip(),
        }
    }
}

impl Environment<'_, '_, '_> {
    fn conda(&mut self, text: &str) {
        let spec = text.rsplit("::").next().unwrap_or(text).trim();
        let end = spec
            .find(|c: char| " =<>!~[".contains(c))
            .unwrap_or(spec.len());
        let (name, rest) = spec.split_at(end);
        let rest = rest.trim().trim_start_matches('=');
        // The build stands behind the version.
        let version = rest.split(['=', ' ']).next().unwrap_or_default();
        let is_one = |c: char| c.is_ascii_alphanumeric() || "._-!+".contains(c);
        let version = if version.chars().all(is_one) {
            version
        } else {
            ""
        };
        self.push(PackageKind::Conda, text, name, version);
    }

    fn pip(&mut self, text: &str) {
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        let (name, rest) = text.split_at(text.find(|c| !is_name(c)).unwrap_or(text.len()));
        if name.is_empty() || text.starts_with('-') {
            // An option, or an address.
            return;
        }
        let rest = rest.split(';').next().unwrap_or_default().trim();
        let rest = match rest.strip_prefix('[') {
            Some(extras) => extras.split_once(']').map_or("", |(_, rest)| rest),
            None => rest,
        };
        let version = pinned(rest).unwrap_or_default();
        self.push(PackageKind::Pypi, text, name, &version);
    }

    fn push(&mut self, kind: PackageKind, text: &str, name: &str, version: &str) {
        if self.found.is_full() || name.is_empty() {
            return;
        }
        let line = self.lines.find(text.as_bytes());
        let package = self.found.new_package(kind, name, version);
        self.found.push_on(package, line);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::parsed;

    const ENVIRONMENT: &str = "\
name: app
channels:
  - conda-forge
dependencies:
  - numpy=1.26.4=py311_0
  - conda-forge::scipy==1.11
  - python>=3.9
  - pip
  - pip:
      - Flask==2.3.0
      - requests>=2
      - -e .
";

    #[test]
    fn pinned_packages_have_versions_and_the_others_none() {
        let facts = parsed(&UNIT, "environment.yml", ENVIRONMENT.as_bytes());
        assert!(facts.unread.is_empty(), "{:?}", facts.unread);
        let all = facts.packages.iter();
        let seen: Vec<_> = all
            .map(|p| (p.kind.as_str(), &*p.name, &*p.version, p.places[0].line))
            .collect();
        let expected = [
            ("conda", "numpy", "1.26.4", Some(5)),
            ("conda", "scipy", "1.11", Some(6)),
            ("conda", "python", "", Some(7)),
            ("conda", "pip", "", Some(8)),
            ("pypi", "Flask", "2.3.0", Some(10)),
            ("pypi", "requests", "", Some(11)),
        ];
        assert_eq!(seen, expected);
    }

    #[test]
    fn odd_and_broken_files_are_survived_and_told() {
        let facts = parsed(
            &UNIT,
            "environment.yml",
            b"dependencies: [1, 2.5, null, [a], {b: c}]",
        );
        assert!(facts.packages.is_empty() && facts.unread.is_empty());
        let facts = parsed(&UNIT, "environment.yml", b"dependencies:\n- a=1.0\n- [\n");
        assert_eq!((facts.packages.len(), facts.unread.len()), (1, 1));
    }
}
