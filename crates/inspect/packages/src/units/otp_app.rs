//! Applications of Erlang/OTP as they are installed: `ebin/NAME.app`.
//!
//! Format: the term `{application, name, [{key, value}, ...]}` of "app" in the kernel's reference
//! manual; `licenses` is what rebar3 and Mix add.

use seaworthy_facts::PackageKind;

use crate::found::Found;
use crate::terms::{Term, Terms};
use crate::unit::{Evidence, Knows, Recognise, Unit};

/// The unit.
pub(crate) static UNIT: Unit = Unit {
    id: "otp-app",
    title: "Installed applications of Erlang and Elixir",
    evidence: Evidence::Installed,
    recognise: &[Recognise::Extension("app", is_installed)],
    knows: Knows {
        licences: true,
        edges: true,
        hashes: false,
        source: false,
        files: false,
        development: false,
        locations: false,
    },
    // LIMIT: the largest, which names 2,000 modules, has 60 kB.
    file_bytes_max: 4 * 1024 * 1024,
    parse,
};

fn is_installed(path: &str) -> bool {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    folder == "ebin" || folder.ends_with("/ebin")
}

fn parse(content: &[u8], found: &mut Found<'_>) {
    let term = match Terms::erlang(content).next() {
        Ok(Some(term)) => term,
        Ok(None) => return found.unread("an empty application file"),
        Err(error) => return found.unread(format!("not an application file: {error}")),
    };
    let [kind, name, keys] = term.members() else {
        return found.unread("not an application file");
    };
    let (Some("application"), Some(name)) = (kind.word(), name.word()) else {
        return found.unread("not an application file");
    };
    let version = keys.value("vsn").and_then(Term::word).unwrap_or_default();
    let mut package = found.new_package(PackageKind::Otp, name, version);
    package.licences = words(keys, "licenses").collect();
    let needs = words(keys, "applications").chain(words(keys, "included_applications"));
    package.depends = needs.collect();
    found.push(package);
}

fn words<'a>(keys: &'a Term<'_>, key: &str) -> impl Iterator<Item = String> + 'a {
    let members = keys.value(key).map(Term::members).unwrap_or_default();
    members.iter().filter_map(Term::word).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::parsed;

    const APP: &str = "\
%% written by hand
{application, 'cowboy', [
  {description, \"Small, fast, modern HTTP server.\"},
  {vsn, \"2.9.0\"},
  {modules, [cowboy,cowboy_app]},
  {registered, [cowboy_sup]},
  {applications, [kernel,stdlib,ranch]},
  {licenses, [\"ISC\"]},
  {mod, {cowboy_app, []}},
  {env, []}
]}.
";

    #[test]
    fn an_application_becomes_a_package() {
        let facts = parsed(&UNIT, "lib/cowboy/ebin/cowboy.app", APP.as_bytes());
        let package = &facts.packages[0];
        assert_eq!(package.kind, PackageKind::Otp);
        assert_eq!((&*package.name, &*package.version), ("cowboy", "2.9.0"));
        assert_eq!(package.licences, ["ISC"]);
        assert_eq!(package.depends, ["kernel", "stdlib", "ranch"]);
    }

    #[test]
    fn other_files_are_told_and_not_wanted_elsewhere() {
        for content in [&b""[..], b"{application, a", b"{a, b, c}", b"\xff", b"[[[["] {
            let facts = parsed(&UNIT, "ebin/a.app", content);
            assert!(facts.packages.is_empty(), "{content:?}");
            assert_eq!(facts.unread.len(), 1, "{content:?}");
        }
        assert!(is_installed(
            "usr/lib/erlang/lib/kernel-8.5/ebin/kernel.app"
        ));
        assert!(!is_installed("Applications/Tool.app"));
    }
}
