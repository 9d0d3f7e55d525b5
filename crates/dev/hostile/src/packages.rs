//! Package databases, lock files and programs: one target for each cataloguer, of the same name.

use seaworthy_facts::LayerFacts;
use seaworthy_packages::{fuzz, units};

use crate::Target;

macro_rules! cataloguers {
    ($($id:literal),* $(,)?) => {
        &[$(Target { name: $id, run: |bytes| catalogue($id, bytes) }),*]
    };
}

pub(crate) const TARGETS: &[Target] = cataloguers![
    "alpm",
    "apk",
    "application",
    "bitnami",
    "bottlerocket",
    "bun-lock",
    "cabal-freeze",
    "cargo-auditable",
    "cargo-lock",
    "chisel",
    "composer-installed",
    "composer-lock",
    "conan-lock",
    "conanfile",
    "conda-environment",
    "conda-lock",
    "conda-meta",
    "cpanfile-snapshot",
    "deno-lock",
    "dotnet-assembly",
    "dotnet-deps",
    "dpkg",
    "gemfile-lock",
    "gemspec",
    "gguf",
    "go-binary",
    "go-mod",
    "gradle-lock",
    "homebrew",
    "java-archive",
    "julia-manifest",
    "maven-pom",
    "mix-lock",
    "native-image",
    "nix-store",
    "node-package",
    "npm-lock",
    "nuget-config",
    "nuget-lock",
    "nuget-props",
    "opam",
    "opkg",
    "otp-app",
    "pdm-lock",
    "perl-install",
    "pipfile-lock",
    "pnpm-lock",
    "podfile-lock",
    "poetry-lock",
    "program",
    "pubspec-lock",
    "pylock",
    "python-archive",
    "python-dist",
    "r-description",
    "rebar-lock",
    "renv-lock",
    "requirements",
    "rockspec",
    "rpm",
    "rpm-manifest",
    "safetensors",
    "sbt-lock",
    "stack-lock",
    "swift-resolved",
    "uv-lock",
    "wordpress-plugin",
    "yarn-lock",
];

/// Changelogs; the header of a package inside of an rpm database, bytes that lie behind two other
/// formats; bills of materials, which are no cataloguer's; the terms that packages state, and
/// licence files.
pub(crate) const INNER: &[Target] = &[
    Target {
        name: "bom",
        run: bom,
    },
    Target {
        name: "licence-name",
        run: licence_name,
    },
    Target {
        name: "licence-text",
        run: licence_text,
    },
    Target {
        name: "changelog",
        run: changelog,
    },
    Target {
        name: "maven-tree",
        run: maven_tree,
    },
    Target {
        name: "rpm-header",
        run: rpm_header,
    },
];

fn bom(bytes: &[u8]) {
    // An error is an answer.
    let _ = fuzz::read_bom("a/path", bytes);
}

fn licence_name(bytes: &[u8]) {
    let stated: Vec<String> = String::from_utf8_lossy(bytes)
        .lines()
        .map(str::to_owned)
        .collect();
    for is_choice in [false, true] {
        let _ = seaworthy_packages::spdx_expression(&stated, is_choice);
    }
}

fn licence_text(bytes: &[u8]) {
    let _ = fuzz::recognise_licence(bytes);
}

fn changelog(bytes: &[u8]) {
    let _ = fuzz::read_changelog(bytes);
}

fn maven_tree(bytes: &[u8]) {
    fuzz::parse_maven_tree(bytes, &mut LayerFacts::default());
}

fn rpm_header(bytes: &[u8]) {
    fuzz::parse_rpm_header(bytes, &mut LayerFacts::default());
}

fn catalogue(id: &str, bytes: &[u8]) {
    // These look into files of known names only.
    let paths: &[&str] = match id {
        "application" => &[
            "a/release",
            "wp-includes/version.php",
            "ebin/rabbit.app",
            "lib/catalina.jar",
        ],
        "homebrew" => &["Cellar/a/1/INSTALL_RECEIPT.json"],
        "program" => &["bin/nginx"],
        _ => &["a/path"],
    };
    for unit in units().iter().filter(|unit| unit.id == id) {
        for path in paths {
            fuzz::parse_with(unit, path, bytes, &mut LayerFacts::default());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cataloguer_is_a_target() {
        let ids: Vec<&str> = units().iter().map(|unit| unit.id).collect();
        let names: Vec<&str> = TARGETS.iter().map(|target| target.name).collect();
        assert_eq!(names, ids);
    }
}
