//! The corpora of the fuzz targets, whole, cut and with changed bytes.

use std::fs;
use std::path::PathBuf;

use seaworthy_facts::LayerFacts;
use seaworthy_packages::{Unit, fuzz, units};

/// A file of a corpus with the cataloguer that reads it and the path that it pretends to have.
pub(crate) struct Sample {
    pub(crate) unit: &'static Unit,
    pub(crate) name: String,
    pub(crate) path: &'static str,
    pub(crate) content: Vec<u8>,
}

/// For each cataloguer, whose id is the name of its corpus, the paths by which it tells kinds of
/// files apart.
const CORPORA: &[(&str, &[&str])] = &[
    ("apk", &["lib/apk/db/installed"]),
    ("bun-lock", &["bun.lock"]),
    ("cabal-freeze", &["cabal.project.freeze"]),
    ("cargo-auditable", &["usr/bin/tool"]),
    ("cargo-lock", &["Cargo.lock"]),
    ("composer-installed", &["vendor/composer/installed.json"]),
    ("composer-lock", &["composer.lock"]),
    ("conan-lock", &["conan.lock"]),
    ("conanfile", &["conanfile.txt"]),
    ("conda-environment", &["environment.yml"]),
    ("conda-lock", &["conda-lock.yml"]),
    ("conda-meta", &["opt/conda/conda-meta/a-1-0.json"]),
    ("cpanfile-snapshot", &["cpanfile.snapshot"]),
    ("deno-lock", &["deno.lock"]),
    ("dotnet-assembly", &["app/A.dll"]),
    (
        "dotnet-deps",
        &[
            "app/app.deps.json",
            "usr/share/dotnet/shared/Microsoft.NETCore.App/8.0.1/Microsoft.NETCore.App.deps.json",
        ],
    ),
    (
        "dpkg",
        &[
            "var/lib/dpkg/status",
            "var/lib/dpkg/info/zlib1g:amd64.list",
            "var/lib/dpkg/status.d/zlib1g.md5sums",
            "usr/share/doc/zlib1g/copyright",
        ],
    ),
    ("gemfile-lock", &["Gemfile.lock"]),
    ("gemspec", &["specifications/rails-7.0.1.gemspec"]),
    ("gguf", &["models/tiny.gguf"]),
    ("go-binary", &["usr/bin/tool"]),
    ("gradle-lock", &["gradle.lockfile"]),
    ("java-archive", &["opt/app-1.0.war"]),
    ("julia-manifest", &["Manifest.toml"]),
    ("maven-pom", &["pom.xml"]),
    ("mix-lock", &["mix.lock"]),
    ("native-image", &["usr/bin/app"]),
    ("node-package", &["node_modules/a/package.json"]),
    ("npm-lock", &["package-lock.json"]),
    ("nuget-config", &["packages.config"]),
    ("nuget-lock", &["packages.lock.json"]),
    ("nuget-props", &["Directory.Packages.props"]),
    ("opam", &[".opam-switch/packages/lwt.5.6.1/opam"]),
    ("otp-app", &["ebin/cowboy.app"]),
    ("pdm-lock", &["pdm.lock"]),
    ("perl-install", &["lib/.meta/DBIx-Class-0.082/install.json"]),
    ("pipfile-lock", &["Pipfile.lock"]),
    ("pnpm-lock", &["pnpm-lock.yaml"]),
    ("podfile-lock", &["Podfile.lock"]),
    ("poetry-lock", &["poetry.lock"]),
    ("program", &["usr/local/bin/nginx"]),
    ("pubspec-lock", &["pubspec.lock"]),
    ("pylock", &["pylock.toml"]),
    (
        "python-archive",
        &["wheels/a-1.0-py3-none-any.whl", "a-1.0-py3.egg"],
    ),
    ("python-dist", &["a-1.dist-info/METADATA"]),
    ("r-description", &["usr/lib/R/library/dplyr/DESCRIPTION"]),
    ("rebar-lock", &["rebar.lock"]),
    ("renv-lock", &["renv.lock"]),
    ("requirements", &["requirements.txt"]),
    (
        "rockspec",
        &["rocks-5.1/luasocket/3.0-1/luasocket-3.0-1.rockspec"],
    ),
    (
        "rpm",
        &[
            "var/lib/rpm/rpmdb.sqlite",
            "var/lib/rpm/Packages",
            "usr/lib/sysimage/rpm/Packages.db",
        ],
    ),
    ("safetensors", &["models/tiny.safetensors"]),
    ("sbt-lock", &["build.sbt.lock"]),
    ("stack-lock", &["stack.yaml.lock"]),
    ("swift-resolved", &["Package.resolved"]),
    ("uv-lock", &["uv.lock"]),
    (
        "wordpress-plugin",
        &["wp-content/plugins/akismet/akismet.php"],
    ),
    ("yarn-lock", &["yarn.lock"]),
    (
        "alpm",
        &[
            "var/lib/pacman/local/a-1-1/desc",
            "var/lib/pacman/local/a-1-1/files",
        ],
    ),
    (
        "bottlerocket",
        &["usr/share/bottlerocket/application-inventory.json"],
    ),
    ("bitnami", &["opt/bitnami/postgresql/.spdx-postgresql.spdx"]),
    (
        "application",
        &[
            "opt/java/release",
            "srv/wp-includes/version.php",
            "opt/rabbit/ebin/rabbit.app",
            "opt/tomcat/lib/catalina.jar",
        ],
    ),
    (
        "homebrew",
        &["home/linuxbrew/.linuxbrew/Cellar/jq/1.7.1_2/INSTALL_RECEIPT.json"],
    ),
    ("nix-store", &["nix/var/nix/db/db.sqlite"]),
    ("chisel", &["var/lib/chisel/manifest.wall"]),
    ("go-mod", &["app/go.mod"]),
    (
        "opkg",
        &["usr/lib/opkg/status", "usr/lib/opkg/info/dropbear.list"],
    ),
    (
        "rpm-manifest",
        &["var/lib/rpmmanifest/container-manifest-2"],
    ),
];

fn folder(name: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../fuzz/corpus")).join(name)
}

fn files(name: &str) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = fs::read_dir(folder(name))
        .unwrap_or_else(|error| panic!("corpus {name}: {error}"))
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = format!("{name}/{}", path.file_name().unwrap().display());
            (name, fs::read(path).unwrap())
        })
        .collect();
    files.sort();
    assert!(!files.is_empty(), "corpus {name} is empty");
    files
}

/// Every sample under every path of its cataloguer.
pub(crate) fn samples() -> Vec<Sample> {
    let mut samples = Vec::new();
    for (id, paths) in CORPORA {
        let unit = *units().iter().find(|unit| unit.id == *id).unwrap();
        for (name, content) in files(id) {
            samples.extend(paths.iter().map(|path| Sample {
                unit,
                name: name.clone(),
                path,
                content: content.clone(),
            }));
        }
    }
    samples
}

pub(crate) fn read(sample: &Sample, content: &[u8]) -> LayerFacts {
    let mut facts = LayerFacts::default();
    fuzz::parse_with(sample.unit, sample.path, content, &mut facts);
    for package in &facts.packages {
        assert!(!package.name.is_empty(), "{}", sample.name);
        assert!(!package.places.is_empty(), "{}", sample.name);
        assert_eq!(package.cataloguer, sample.unit.id);
    }
    facts
}

#[test]
fn every_cataloguer_has_a_corpus_in_which_it_finds_packages() {
    let samples = samples();
    for unit in units() {
        let packages: usize = samples
            .iter()
            .filter(|sample| sample.unit.id == unit.id)
            .map(|sample| read(sample, &sample.content).packages.len())
            .sum();
        assert!(packages > 0, "{}", unit.id);
    }
}

#[test]
fn cut_and_changed_samples_are_survived() {
    // At most this many variants of a sample, evenly spread.
    const VARIANTS: usize = 400;
    for sample in samples() {
        let step = (sample.content.len() / VARIANTS).max(1);
        for at in (0..sample.content.len()).step_by(step) {
            read(&sample, &sample.content[..at]);
            for flip in [0x01, 0x80, 0xff] {
                let mut changed = sample.content.clone();
                changed[at] ^= flip;
                read(&sample, &changed);
            }
        }
    }
}

#[test]
fn rpm_headers_are_survived_by_themselves() {
    for (name, content) in files("rpm-header") {
        let mut facts = LayerFacts::default();
        fuzz::parse_rpm_header(&content, &mut facts);
        assert_eq!(facts.packages.len(), 1, "{name}");
        for at in 0..content.len() {
            let mut changed = content.clone();
            changed[at] ^= 0xff;
            fuzz::parse_rpm_header(&changed, &mut LayerFacts::default());
            fuzz::parse_rpm_header(&content[..at], &mut LayerFacts::default());
        }
    }
}
