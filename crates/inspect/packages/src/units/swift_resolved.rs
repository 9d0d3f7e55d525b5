//! Swift's lock files: `Package.resolved`, versions 1 to 3.
//!
//! Format: JSON of the Swift package manager: `pins`, in version 1 below `object`. A package is
//! known by the address of its repository, so that its package URL has host and owner as namespace.

use seaworthy_facts::{Package, PackageKind};
use serde::Deserialize;
use serde::de::MapAccess;

use crate::found::{FILE_PACKAGES_MAX, Found};
use crate::json::{Elements, Members, TakeMember, Value, read};
use crate::lines::LineFinder;
use crate::unit::{Evidence, Knows, Recognise, Unit, anywhere};

/// The unit.
pub(crate) static UNIT: Unit = Unit {
    id: "swift-resolved",
    title: "Swift lock files",
    evidence: Evidence::Locked,
    recognise: &[Recognise::Name("Package.resolved", anywhere)],
    knows: Knows {
        licences: false,
        edges: false,
        hashes: false,
        source: false,
        files: false,
        development: false,
        locations: true,
    },
    // LIMIT: the largest known have 30 kB.
    file_bytes_max: 32 * 1024 * 1024,
    parse,
};

#[derive(Deserialize)]
struct Pin {
    #[serde(default, alias = "package")]
    identity: Option<String>,
    #[serde(default, alias = "repositoryURL")]
    location: Option<String>,
    #[serde(default)]
    state: State,
}

#[derive(Default, Deserialize)]
struct State {
    #[serde(default)]
    version: Option<String>,
    #[serde(default)]
    revision: Option<String>,
}

struct Pins(Vec<Pin>);

impl<'de> TakeMember<'de> for &mut Pins {
    fn take<A: MapAccess<'de>>(&mut self, key: &str, value: Value<'_, A>) -> Result<(), A::Error> {
        match key {
            "object" => value.seed(Members(&mut **self)),
            "pins" => value.seed(Elements::new(|pin: Pin| {
                // One more than the limit, so that reaching it is reported.
                if self.0.len() <= FILE_PACKAGES_MAX {
                    self.0.push(pin);
                }
            })),
            _ => value.skip(),
        }
    }
}

fn parse(content: &[u8], found: &mut Found<'_>) {
    let mut pins = Pins(Vec::new());
    if let Err(error) = read(content, Members(&mut pins)) {
        found.unread(format!("not a whole Package.resolved: {error}"));
    }
    let mut lines = LineFinder::new(content);
    for pin in pins.0 {
        let line = pin
            .identity
            .as_deref()
            .and_then(|name| lines.find_json(name));
        match package(pin, found) {
            Some(package) => found.push_on(package, line),
            None => found.unread("a pin names neither package nor address"),
        }
    }
}

fn package(pin: Pin, found: &Found<'_>) -> Option<Package> {
    let version = pin.state.version.or(pin.state.revision);
    let version = version.unwrap_or_default();
    let address = pin.location.as_deref().and_then(address);
    if let Some((space, name)) = address {
        let mut package = found.new_package(PackageKind::Swift, name, version);
        package.namespace = Some(space);
        return Some(package);
    }
    // A package of a registry has no address but an identity `scope.name`.
    let identity = pin.identity?;
    let (space, name) = match identity.split_once('.') {
        Some((space, name)) => (Some(space.to_owned()), name),
        None => (None, identity.as_str()),
    };
    let mut package = found.new_package(PackageKind::Swift, name, version);
    package.namespace = space;
    Some(package)
}

/// Host with owner, and name, of `https://host/owner/name.git` or `git@host:owner/name`.
fn address(location: &str) -> Option<(String, &str)> {
    let rest = location
        .split_once("://")
        .map_or(location, |(_, rest)| rest);
    let rest = rest.rsplit_once('@').map_or(rest, |(_, rest)| rest);
    let rest = rest.trim_end_matches('/');
    let rest = rest.strip_suffix(".git").unwrap_or(rest);
    let (space, name) = rest.rsplit_once('/')?;
    let space = space.trim_matches('/');
    (space.contains('.') && !name.is_empty()).then(|| (space.replacen(':', "/", 1), name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::parsed;

    const FIRST: &str = r#"{
  "object": { "pins": [
    { "package": "Alamofire",
      "repositoryURL": "https://github.com/Alamofire/Alamofire.git",
      "state": { "branch": null, "revision": "00", "version": "5.4.4" } } ] },
  "version": 1
}"#;

    const THIRD: &str = r#"{
  "originHash": "00",
  "pins": [
    { "identity": "swift-nio", "kind": "remoteSourceControl",
      "location": "git@github.com:apple/swift-nio.git",
      "state": { "revision": "0123abcd", "branch": "main" } },
    { "identity": "mona.linkedlist", "kind": "registry", "location": "",
      "state": { "version": "1.2.0" } }
  ],
  "version": 3
}"#;

    #[test]
    fn all_versions_are_read() {
        let facts = parsed(&UNIT, "Package.resolved", FIRST.as_bytes());
        let package = &facts.packages[0];
        assert_eq!(package.full_name(), "github.com/Alamofire/Alamofire");
        assert_eq!(
            (&*package.version, package.places[0].line),
            ("5.4.4", Some(3))
        );
        let facts = parsed(&UNIT, "Package.resolved", THIRD.as_bytes());
        let [nio, list] = &facts.packages[..] else {
            panic!("{facts:?}")
        };
        assert_eq!(nio.full_name(), "github.com/apple/swift-nio");
        assert_eq!((&*nio.version, nio.places[0].line), ("0123abcd", Some(4)));
        assert_eq!(list.full_name(), "mona/linkedlist");
    }

    #[test]
    fn pins_before_the_damage_are_kept() {
        let cut = &THIRD[..THIRD.find("mona").unwrap()];
        let facts = parsed(&UNIT, "Package.resolved", cut.as_bytes());
        assert_eq!(facts.packages.len(), 1);
        assert_eq!(facts.unread.len(), 1);
        let odd = br#"{"pins": [{"state": {}}]}"#;
        assert_eq!(parsed(&UNIT, "Package.resolved", odd).unread.len(), 1);
        let deep = format!("{{\"object\": {}", "{\"object\": ".repeat(100_000));
        assert_eq!(
            parsed(&UNIT, "Package.resolved", deep.as_bytes())
                .unread
                .len(),
            1
        );
    }
}
