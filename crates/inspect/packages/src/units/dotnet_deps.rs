//! What a built .NET application or framework needs: `NAME.deps.json`.
//!
//! Format: .NET documentation, "Runtime configuration files": `libraries` maps `name/version` to
//! `type` and `sha512`, `targets` maps a framework to the same keys with `dependencies`. Of type
//! `project` is the application itself; `runtimepack` is a copy of the framework in it. The file of
//! a shared framework `shared/NAME/VERSION/NAME.deps.json` stands for that framework.

use std::collections::HashMap;

use seaworthy_facts::PackageKind;
use serde::Deserialize;
use serde::de::MapAccess;

use super::nuget_lock::digest;
use crate::found::{FILE_PACKAGES_MAX, Found};
use crate::json::{Loose, Members, TakeMember, Value, read};
use crate::lines::LineFinder;
use crate::unit::{Evidence, Knows, Recognise, Unit};

/// The unit.
pub(crate) static UNIT: Unit = Unit {
    id: "dotnet-deps",
    title: "Built .NET applications and frameworks",
    evidence: Evidence::Installed,
    recognise: &[Recognise::Extension("json", is_deps)],
    knows: Knows {
        licences: false,
        edges: true,
        hashes: true,
        source: false,
        files: false,
        development: false,
        locations: true,
    },
    // LIMIT: the SDK's own, the largest known, has 1 MB.
    file_bytes_max: 32 * 1024 * 1024,
    parse,
};

fn is_deps(path: &str) -> bool {
    path.ends_with(".deps.json")
}

#[derive(Default)]
struct Deps {
    libraries: Vec<(String, Library)>,
    needs: HashMap<String, Vec<String>>,
}

#[derive(Deserialize)]
struct Library {
    #[serde(default, rename = "type")]
    kind: Loose,
    #[serde(default)]
    sha512: Loose,
}

#[derive(Deserialize)]
struct Target {
    #[serde(default)]
    dependencies: Loose,
}

impl<'de> TakeMember<'de> for &mut Deps {
    fn take<A: MapAccess<'de>>(&mut self, key: &str, value: Value<'_, A>) -> Result<(), A::Error> {
        match key {
            "libraries" => value.seed(Members(Libraries(self))),
            "targets" => value.seed(Members(Targets(self))),
            _ => value.skip(),
        }
    }
}

struct Libraries<'d>(&'d mut Deps);

impl<'de> TakeMember<'de> for Libraries<'_> {
    fn take<A: MapAccess<'de>>(&mut self, key: &str, value: Value<'_, A>) -> Result<(), A::Error> {
        // One more than the limit, so that reaching it is reported.
        if self.0.libraries.len() > FILE_PACKAGES_MAX {
            return value.skip();
        }
        let library = value.read::<Library>()?;
        self.0.libraries.push((key.to_owned(), library));
        Ok(())
    }
}

struct Targets<'d>(&'d mut Deps);

impl<'de> TakeMember<'de> for Targets<'_> {
    fn take<A: MapAccess<'de>>(&mut self, _: &str, value: Value<'_, A>) -> Result<(), A::Error> {
        value.seed(Members(Needs(self.0)))
    }
}

struct Needs<'d>(&'d mut Deps);

impl<'de> TakeMember<'de> for Needs<'_> {
    fn take<A: MapAccess<'de>>(&mut self, key: &str, value: Value<'_, A>) -> Result<(), A::Error> {
        if self.0.needs.len() > FILE_PACKAGES_MAX {
            return value.skip();
        }
        let needs = value.read::<Target>()?.dependencies.keys;
        if !needs.is_empty() {
            self.0.needs.insert(key.to_owned(), needs);
        }
        Ok(())
    }
}

fn parse(content: &[u8], found: &mut Found<'_>) {
    let mut deps = Deps::default();
    if let Err(error) = read(content, Members(&mut deps)) {
        found.unread(format!("not a whole deps.json: {error}"));
    }
    let mut lines = libraries_only(content);
    let mut framework = shared_framework(found.path());
    for (key, library) in deps.libraries {
        let line = lines.find_json(&key);
        let kind = library.kind.text.unwrap_or_default();
        let name = key.strip_prefix("runtimepack.").unwrap_or(&key);
        let (name, version) = name.rsplit_once('/').unwrap_or((name, ""));
        if matches!(kind.as_str(), "project" | "reference") {
            continue;
        }
        if framework.is_some_and(|(own, _)| name.starts_with(own)) {
            framework = None;
        }
        let mut package = found.new_package(PackageKind::Nuget, name, version);
        package.depends = deps.needs.remove(&key).unwrap_or_default();
        let sha512 = library.sha512.text.unwrap_or_default();
        package
            .hashes
            .extend(sha512.strip_prefix("sha512-").and_then(digest));
        found.push_on(package, line);
    }
    if let Some((name, version)) = framework {
        let package = found.new_package(PackageKind::Nuget, name, version);
        found.push(package);
    }
}

/// The lines of `libraries`, which stand behind those of `targets` under the same keys.
fn libraries_only(content: &[u8]) -> LineFinder<'_> {
    let mut lines = LineFinder::new(content);
    lines.find(b"\"libraries\"");
    lines
}

/// Name and version of the framework that a path is the list of:
/// `…/shared/Microsoft.NETCore.App/8.0.1/Microsoft.NETCore.App.deps.json`.
fn shared_framework(path: &str) -> Option<(&str, &str)> {
    let mut parts = path.rsplit('/');
    let own = parts.next()?.strip_suffix(".deps.json")?;
    let (version, name, shared) = (parts.next()?, parts.next()?, parts.next()?);
    (shared == "shared" && name == own).then_some((name, version))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::parsed;

    /// The SHA-512 of nothing.
    const EMPTY: &str = "z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H\
        0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==";

    const DEPS: &str = r#"{
  "runtimeTarget": { "name": ".NETCoreApp,Version=v8.0" },
  "targets": {
    ".NETCoreApp,Version=v8.0": {
      "app/1.0.0": { "dependencies": { "Newtonsoft.Json": "13.0.1" } },
      "Newtonsoft.Json/13.0.1": { "dependencies": { "System.Memory": "4.5.4" } }
    }
  },
  "libraries": {
    "app/1.0.0": { "type": "project", "serviceable": false, "sha512": "" },
    "Newtonsoft.Json/13.0.1": {
      "type": "package",
      "sha512": "sha512-EMPTY"
    },
    "runtimepack.Microsoft.NETCore.App.Runtime.linux-x64/8.0.1": { "type": "runtimepack" }
  }
}"#;

    #[test]
    fn packages_are_read_and_the_application_is_none() {
        let deps = DEPS.replace("EMPTY", EMPTY);
        let facts = parsed(&UNIT, "app/app.deps.json", deps.as_bytes());
        assert!(facts.unread.is_empty(), "{:?}", facts.unread);
        let [json, runtime] = &facts.packages[..] else {
            panic!("{facts:?}")
        };
        assert_eq!((&*json.name, &*json.version), ("Newtonsoft.Json", "13.0.1"));
        assert_eq!((json.places[0].line, json.hashes.len()), (Some(11), 1));
        assert_eq!(json.depends, ["System.Memory"]);
        assert_eq!(runtime.name, "Microsoft.NETCore.App.Runtime.linux-x64");
    }

    #[test]
    fn the_list_of_a_framework_stands_for_it() {
        let path =
            "usr/share/dotnet/shared/Microsoft.NETCore.App/8.0.1/Microsoft.NETCore.App.deps.json";
        let facts = parsed(&UNIT, path, br#"{"libraries": {}}"#);
        let package = &facts.packages[0];
        assert_eq!(
            (&*package.name, &*package.version),
            ("Microsoft.NETCore.App", "8.0.1")
        );
        let own = br#"{"libraries": {
            "Microsoft.NETCore.App.Runtime.linux-x64/8.0.1": {"type": "package"}}}"#;
        let facts = parsed(&UNIT, path, own);
        assert_eq!(facts.packages.len(), 1);
        assert_eq!(shared_framework("a/Microsoft.NETCore.App.deps.json"), None);
    }

    #[test]
    fn cut_files_keep_their_beginning() {
        let cut = &DEPS[..DEPS.find("    \"runtimepack").unwrap()];
        let facts = parsed(&UNIT, "app/app.deps.json", cut.as_bytes());
        assert_eq!((facts.packages.len(), facts.unread.len()), (1, 1));
        let facts = parsed(&UNIT, "app/app.deps.json", b"[1");
        assert_eq!(facts.unread.len(), 1);
    }
}
