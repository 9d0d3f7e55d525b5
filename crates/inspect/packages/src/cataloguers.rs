//! All cataloguers as one analyser: one step by path and head tells who wants a file.

use std::collections::HashMap;

use seaworthy_facts::{Analyser, FileHead, FileStream, Interest, LayerFacts};

use crate::elf;
use crate::licence_file;
use crate::streams::{HeadStream, LicenceStream, ProgramStream};
use crate::unit::{Recognise, Unit, anything, anywhere};
use crate::units::{UNITS, offer, settle};

/// LIMIT: the largest program that is read in one piece. Larger ones are streamed, which holds the
/// first bytes, the last ones and what build information is in them.
const PROGRAM_WHOLE_BYTES_MAX: u64 = 32 * 1024 * 1024;

/// How many cataloguers can want one file.
const WANTED_MAX: usize = 8;

/// Another number whenever the same bytes could yield other facts: the build script makes it of the
/// sources of this crate.
const VERSION: u32 = match u32::from_str_radix(env!("PACKAGES_VERSION"), 10) {
    Ok(version) => version,
    Err(_) => 0,
};

/// The list of cataloguers.
#[must_use]
pub fn units() -> &'static [&'static Unit] {
    UNITS
}

/// All cataloguers as one analyser.
#[derive(Debug)]
pub struct Cataloguers {
    names: Rules,
    extensions: Rules,
    paths: Rules,
    folders: Rules,
    programs: Vec<&'static Unit>,
}

type Test = fn(&str) -> bool;
type Rules = HashMap<&'static str, Vec<Rule>>;

/// Who wants a file that was found by a part of its path.
#[derive(Debug)]
struct Rule {
    path: Test,
    head: fn(&[u8]) -> bool,
    unit: &'static Unit,
}

impl Default for Cataloguers {
    fn default() -> Self {
        Self::new()
    }
}

impl Cataloguers {
    /// Builds the tables by which files are recognised.
    #[must_use]
    pub fn new() -> Self {
        let mut all = Cataloguers {
            names: Rules::new(),
            extensions: Rules::new(),
            paths: Rules::new(),
            folders: Rules::new(),
            programs: Vec::new(),
        };
        for unit in UNITS {
            for recognise in unit.recognise {
                let mut head: fn(&[u8]) -> bool = anything;
                let (rules, key, path) = match *recognise {
                    Recognise::Path(path) => (&mut all.paths, path, anywhere as Test),
                    Recognise::Folder(path) => (&mut all.folders, path, anywhere as Test),
                    Recognise::Name(name, test) => (&mut all.names, name, test),
                    Recognise::NameAndHead(name, test, of_head) => {
                        head = of_head;
                        (&mut all.names, name, test)
                    }
                    Recognise::Extension(text, test) | Recognise::HeadOfExtension(text, test) => {
                        (&mut all.extensions, text, test)
                    }
                    Recognise::Elf => {
                        all.programs.push(unit);
                        continue;
                    }
                };
                let rule = Rule { path, head, unit };
                rules.entry(key).or_default().push(rule);
            }
        }
        all
    }

    /// Whether a cataloguer wants a file of this path, whatever its content; for walks of folders
    /// that open files only when they must.
    #[must_use]
    pub fn wants_path(&self, path: &str) -> bool {
        self.by_path(path, None).first().is_some()
    }

    /// The cataloguers that want this file.
    fn wanted(&self, path: &str, head: &[u8]) -> Wanted {
        let mut wanted = self.by_path(path, Some(head));
        if elf::is_linked(head) {
            for unit in &self.programs {
                wanted.add(unit);
            }
        }
        wanted
    }

    /// Those that want it by its path, and by its head where that is known.
    fn by_path(&self, path: &str, head: Option<&[u8]>) -> Wanted {
        let mut wanted = Wanted::default();
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let extension = name.rsplit_once('.').map(|(_, extension)| extension);
        let rules = [
            self.names.get(name),
            extension.and_then(|extension| self.extensions.get(extension)),
            self.paths.get(path),
            self.folders.get(folder),
        ];
        for rule in rules.into_iter().flatten().flatten() {
            if (rule.path)(path) && head.is_none_or(rule.head) {
                wanted.add(rule.unit);
            }
        }
        wanted
    }
}

/// A short list of cataloguers without allocation.
#[derive(Default)]
struct Wanted {
    units: [Option<&'static Unit>; WANTED_MAX],
}

impl Wanted {
    fn add(&mut self, unit: &'static Unit) {
        for slot in &mut self.units {
            match slot {
                Some(taken) if taken.id == unit.id => return,
                Some(_) => {}
                None => {
                    *slot = Some(unit);
                    return;
                }
            }
        }
    }

    fn first(&self) -> Option<&'static Unit> {
        self.units.first().copied().flatten()
    }

    fn iter(&self) -> impl Iterator<Item = &'static Unit> {
        self.units.into_iter().flatten()
    }

    fn is_program_only(&self) -> bool {
        self.iter()
            .all(|unit| unit.recognise.iter().all(|by| matches!(by, Recognise::Elf)))
    }

    /// The one cataloguer, where it wants the beginning of the file alone.
    fn head_only(&self) -> Option<&'static Unit> {
        let is_only = self.iter().nth(1).is_none();
        self.first()
            .filter(|unit| is_only && unit.wants_head_only())
    }
}

impl Analyser for Cataloguers {
    fn id(&self) -> &'static str {
        "packages"
    }

    fn version(&self) -> u32 {
        VERSION
    }

    fn interest(&self, file: &FileHead<'_>) -> Interest {
        let wanted = self.wanted(file.path, file.head);
        if wanted.first().is_none() {
            match licence_file::is_wanted(file.path) {
                true => Interest::Stream,
                false => Interest::None,
            }
        } else if wanted.head_only().is_some()
            || wanted.is_program_only() && file.size_bytes > PROGRAM_WHOLE_BYTES_MAX
        {
            Interest::Stream
        } else {
            Interest::Whole
        }
    }

    fn whole(&self, file: &FileHead<'_>, content: &[u8], facts: &mut LayerFacts) {
        let wanted = self.wanted(file.path, content);
        if wanted.first().is_some() {
            facts.replaced.push(file.path.to_owned());
        }
        for unit in wanted.iter() {
            offer(unit, file.path, content, facts);
        }
    }

    fn stream(&self, file: &FileHead<'_>) -> Box<dyn FileStream + '_> {
        let wanted = self.wanted(file.path, file.head);
        if let Some(unit) = wanted.head_only() {
            Box::new(HeadStream::new(file.path, unit))
        } else if wanted.first().is_some() {
            Box::new(ProgramStream::new(file.path))
        } else {
            Box::new(LicenceStream::new(file.path))
        }
    }

    fn end(&self, facts: &mut LayerFacts) {
        settle(facts);
        licence_file::settle(facts);
    }
}

/// Catalogues one file of a folder: what every cataloguer that wants it by path or head finds in
/// it, with line numbers where the file has them. Nothing wants it: the facts are empty.
#[must_use]
pub fn catalogue_file(cataloguers: &Cataloguers, path: &str, content: &[u8]) -> LayerFacts {
    let mut facts = LayerFacts::default();
    let head = FileHead {
        path,
        size_bytes: content.len() as u64,
        mode: 0o644,
        uid: 0,
        gid: 0,
        head: content,
    };
    cataloguers.whole(&head, content, &mut facts);
    settle(&mut facts);
    facts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::elf::tests::elf;
    use crate::streams::TAIL_BYTES;
    use crate::units::tests::{AUDITABLE, auditable, go_section};

    fn head<'a>(path: &'a str, head: &'a [u8], size_bytes: u64) -> FileHead<'a> {
        FileHead {
            path,
            size_bytes,
            mode: 0o755,
            uid: 0,
            gid: 0,
            head,
        }
    }

    const WANTED: &[(&str, &str)] = &[
        ("var/lib/dpkg/status", "dpkg"),
        ("var/lib/dpkg/status.d/base", "dpkg"),
        ("var/lib/dpkg/info/a:amd64.list", "dpkg"),
        ("usr/share/doc/a/copyright", "dpkg"),
        ("lib/apk/db/installed", "apk"),
        ("var/lib/rpm/rpmdb.sqlite", "rpm"),
        ("usr/lib/sysimage/rpm/rpmdb.sqlite", "rpm"),
        ("var/lib/rpm/rpmdb.sqlite-wal", "rpm"),
        ("var/lib/rpm/Packages", "rpm"),
        ("usr/lib/sysimage/rpm/Packages.db", "rpm"),
        ("app/Cargo.lock", "cargo-lock"),
        ("app/node_modules/a/package.json", "node-package"),
        ("app/package-lock.json", "npm-lock"),
        ("usr/lib/python3/dist-packages/a-1.egg-info", "python-dist"),
        (
            "usr/lib/python3/site-packages/a-1.dist-info/METADATA",
            "python-dist",
        ),
        ("requirements-dev.txt", "requirements"),
        ("opt/a.war", "java-archive"),
        (
            "usr/lib/ruby/gems/3.1.0/specifications/a-1.gemspec",
            "gemspec",
        ),
        ("app/Gemfile.lock", "gemfile-lock"),
        ("app/composer.lock", "composer-lock"),
        ("app/vendor/composer/installed.json", "composer-installed"),
        ("app/Podfile.lock", "podfile-lock"),
        ("app/conan.lock", "conan-lock"),
        ("app/conanfile.txt", "conanfile"),
        ("app/mix.lock", "mix-lock"),
        ("app/rebar.lock", "rebar-lock"),
        ("usr/lib/erlang/lib/ssl-11/ebin/ssl.app", "otp-app"),
        ("app/pubspec.lock", "pubspec-lock"),
        ("app/Package.resolved", "swift-resolved"),
        ("app/Manifest.toml", "julia-manifest"),
        ("usr/lib/R/library/base/DESCRIPTION", "r-description"),
        ("app/renv.lock", "renv-lock"),
        ("app/stack.yaml.lock", "stack-lock"),
        ("app/cabal.project.freeze", "cabal-freeze"),
        (
            "usr/lib/luarocks/rocks-5.1/a/1-1/a-1-1.rockspec",
            "rockspec",
        ),
        ("app/cpanfile.snapshot", "cpanfile-snapshot"),
        (
            "usr/share/perl5/.meta/Plack-1.0/install.json",
            "perl-install",
        ),
        ("root/.opam/4/.opam-switch/packages/a.1/opam", "opam"),
        ("srv/wp-content/plugins/a/a.php", "wordpress-plugin"),
        ("models/a.gguf", "gguf"),
        ("models/a.safetensors", "safetensors"),
    ];

    #[test]
    fn every_recognised_file_is_wanted_and_others_are_not() {
        let all = Cataloguers::new();
        for (path, unit) in WANTED {
            let wanted: Vec<&str> = all.wanted(path, b"").iter().map(|unit| unit.id).collect();
            assert_eq!(wanted, [*unit], "{path}");
            assert!(all.wants_path(path));
        }
        for path in [
            "status",
            "home/var/lib/dpkg/status",
            "var/lib/dpkg/info/a.postinst",
            "etc/apt/sources.list",
            "app/package.json",
            "app/settings.json",
            "app/pyproject.toml",
            "app/node_modules/a/yarn.lock",
            "META-INF/maven/g/a/pom.xml",
            "shared/Microsoft.NETCore.App/8.0.1/System.Text.Json.dll",
            "app/node_modules/a/lib/package.json.bak",
            "app/node_modules/a/package-lock.json",
            "notes.txt",
            "usr/share/doc/a/b/copyright",
            "a/METADATA",
            "Packages",
        ] {
            assert_eq!(
                all.interest(&head(path, b"text", 4)),
                Interest::None,
                "{path}"
            );
        }
    }

    #[test]
    fn files_of_javascript_python_java_and_dotnet_are_wanted() {
        let all = Cataloguers::new();
        for (path, unit) in [
            ("app/yarn.lock", "yarn-lock"),
            ("app/pnpm-lock.yaml", "pnpm-lock"),
            ("app/bun.lock", "bun-lock"),
            ("app/bun.lockb", "bun-lock"),
            ("app/deno.lock", "deno-lock"),
            ("app/poetry.lock", "poetry-lock"),
            ("app/Pipfile.lock", "pipfile-lock"),
            ("app/uv.lock", "uv-lock"),
            ("app/pdm.lock", "pdm-lock"),
            ("app/pylock.dev.toml", "pylock"),
            ("opt/conda/conda-meta/a-1-0.json", "conda-meta"),
            ("app/conda-lock.yml", "conda-lock"),
            ("app/environment.yml", "conda-environment"),
            ("wheels/a-1-py3-none-any.whl", "python-archive"),
            ("app/pom.xml", "maven-pom"),
            ("app/gradle.lockfile", "gradle-lock"),
            ("app/buildscript-gradle.lockfile", "gradle-lock"),
            ("app/build.sbt.lock", "sbt-lock"),
            ("app/app.deps.json", "dotnet-deps"),
            ("app/packages.lock.json", "nuget-lock"),
            ("app/packages.config", "nuget-config"),
            ("src/Directory.Packages.props", "nuget-props"),
            ("app/a.dll", "dotnet-assembly"),
        ] {
            let wanted: Vec<&str> = all.wanted(path, b"").iter().map(|unit| unit.id).collect();
            assert_eq!(wanted, [unit], "{path}");
        }
    }

    #[test]
    fn programs_are_known_by_their_head_and_large_ones_streamed() {
        let all = Cataloguers::new();
        let file = elf(&[]);
        assert_eq!(all.interest(&head("bin/a", &file, 4096)), Interest::Whole);
        let large = head("bin/a", &file, PROGRAM_WHOLE_BYTES_MAX + 1);
        assert_eq!(all.interest(&large), Interest::Stream);
        assert_eq!(
            all.interest(&head("bin/a", b"#!/bin/sh", 9)),
            Interest::None
        );
    }

    fn streamed(file: &[u8]) -> LayerFacts {
        let all = Cataloguers::new();
        let mut facts = LayerFacts::default();
        let mut stream = all.stream(&head("bin/a", file, file.len() as u64));
        file.chunks(70_000).for_each(|chunk| stream.chunk(chunk));
        stream.finish(&mut facts);
        facts
    }

    #[test]
    fn of_a_model_only_the_head_is_held() {
        let all = Cataloguers::new();
        let path = "models/a.safetensors";
        let json = br#"{"__metadata__": {"modelspec.title": "Tiny"}}"#;
        let mut file = (json.len() as u64).to_le_bytes().to_vec();
        file.extend(json);
        let size_bytes = 40 << 30;
        assert_eq!(
            all.interest(&head(path, &file, size_bytes)),
            Interest::Stream
        );
        let mut facts = LayerFacts::default();
        let mut stream = all.stream(&head(path, &file, size_bytes));
        stream.chunk(&file);
        for _ in 0..100 {
            stream.chunk(&[0; 1 << 20]);
        }
        stream.finish(&mut facts);
        assert_eq!(names(&facts), ["Tiny"]);
        assert!(facts.unread.is_empty(), "{:?}", facts.unread);
    }

    #[test]
    fn a_package_without_a_licence_has_that_of_the_file_beside_it() {
        let all = Cataloguers::new();
        let mut facts = LayerFacts::default();
        let text =
            b"Permission is hereby granted, free of charge, to any person obtaining a copy\n\
            of this software and associated documentation files. The above copyright notice\n\
            and this permission notice shall be included in all copies.";
        for name in ["node_modules/a/LICENSE", "node_modules/b/LICENSE"] {
            assert_eq!(all.interest(&head(name, text, 9)), Interest::Stream);
            let mut stream = all.stream(&head(name, text, 9));
            stream.chunk(text);
            stream.finish(&mut facts);
        }
        for json in [
            &br#"{"name": "a", "version": "1"}"#[..],
            br#"{"name": "b", "version": "1", "license": "ISC"}"#,
        ] {
            let name = if json.len() < 35 { "a" } else { "b" };
            let path = format!("node_modules/{name}/package.json");
            all.whole(&head(&path, json, 9), json, &mut facts);
        }
        all.end(&mut facts);
        assert_eq!(facts.packages[0].licence.as_deref(), Some("MIT"));
        assert_eq!(facts.packages[1].licence, None);
        assert!(facts.licence_files.is_empty());
        assert_eq!(all.interest(&head("srv/LICENSE", text, 9)), Interest::None);
    }

    fn names(facts: &LayerFacts) -> Vec<&str> {
        facts.packages.iter().map(|p| p.name.as_str()).collect()
    }

    #[test]
    fn a_streamed_program_yields_what_the_whole_one_does() {
        let go = go_section("go1.22.3", "mod\texample.com/a\tv1.0.0\n");
        let padding = vec![0; 3 * TAIL_BYTES];
        for (file, expected) in [
            (
                elf(&[(".go.buildinfo", &go), (".text", &padding)]),
                &["stdlib", "a"][..],
            ),
            (
                elf(&[(".text", &padding), (".dep-v0", &auditable(AUDITABLE))]),
                &["adler", "cc", "tool"],
            ),
        ] {
            let facts = streamed(&file);
            let whole = catalogue_file(&Cataloguers::new(), "bin/a", &file);
            assert_eq!(names(&facts), expected);
            assert_eq!(names(&whole), expected);
            assert!(facts.unread.is_empty(), "{:?}", facts.unread);
            assert_eq!(facts.replaced, ["bin/a"]);
        }
    }

    #[test]
    fn a_section_that_a_stream_has_passed_is_said() {
        let padding = vec![0; 3 * TAIL_BYTES];
        let file = elf(&[(".dep-v0", &auditable(AUDITABLE)), (".text", &padding)]);
        let facts = streamed(&file);
        assert!(facts.packages.is_empty());
        assert_eq!(facts.unread.len(), 1);
        assert!(facts.unread[0].reason.contains(".dep-v0"));
    }

    #[test]
    fn every_taken_path_replaces_lower_layers() {
        let facts = catalogue_file(&Cataloguers::new(), "app/composer.lock", b"{");
        assert_eq!(facts.replaced, ["app/composer.lock"]);
        assert_eq!(facts.unread.len(), 1);
        let facts = catalogue_file(&Cataloguers::new(), "app/notes", b"{");
        assert_eq!(facts, LayerFacts::default());
    }
}
