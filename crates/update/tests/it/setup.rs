//! A mirror on loopback, a data folder, and an update between them.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use seaworthy_advisories::pack::{Form, Options, Pack, PackBuilder, Releases};
use seaworthy_http::{Pause, Proxies};
use seaworthy_testkit::registry::FakeRegistry;
use seaworthy_update::{
    Change, FeedError, Limits, Origin, Report, Settings, Silent, Store, UpdateError, update,
};

pub(crate) const MONDAY: &str = "2026-11-16T00:00:00Z";
pub(crate) const TUESDAY: &str = "2026-11-17T00:00:00Z";

/// A server, a data folder, and the waits that were asked for.
pub(crate) struct World {
    pub(crate) server: FakeRegistry,
    pub(crate) folder: tempfile::TempDir,
    pub(crate) store: Store,
    pub(crate) embedded: Vec<u8>,
    pub(crate) waits: Arc<Mutex<Vec<Duration>>>,
}

/// What an update differs in from the usual one.
#[derive(Default)]
pub(crate) struct Asked {
    pub(crate) ecosystems: Option<Vec<String>>,
    pub(crate) allow_shrink: BTreeSet<String>,
    pub(crate) full: bool,
    pub(crate) limits: Limits,
    pub(crate) time_max: Option<Duration>,
    pub(crate) now: Option<&'static str>,
    pub(crate) built_by: Option<&'static str>,
    pub(crate) origin: Option<Origin>,
}

impl World {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        Self {
            server: FakeRegistry::plain().expect("a server"),
            store: Store::new(folder.path().join("data")),
            folder,
            embedded: embedded(),
            waits: Arc::default(),
        }
    }

    /// A mirror with two sets and KEV, fetched once.
    pub(crate) fn fetched() -> Self {
        let world = Self::new();
        world.offer("npm", MONDAY, &names("NPM", 20));
        world.offer("Go", MONDAY, &names("GO", 20));
        world.offer_kev(&["CVE-2026-0001", "CVE-2026-0002"]);
        world.update(&Asked::default()).expect("a first update");
        world
    }

    /// Serves a set whose records all changed at `date`.
    pub(crate) fn offer(&self, set: &str, date: &str, ids: &[String]) {
        let records: Vec<(String, String)> = ids
            .iter()
            .map(|id| (format!("{id}.json"), record(id, set, "1.0")))
            .collect();
        self.put(set, "all.zip", &archive(&records));
        let lines: String = ids.iter().map(|id| format!("{date},{id}\n")).collect();
        self.put(set, "modified_id.csv", lines.as_bytes());
    }

    pub(crate) fn offer_kev(&self, cves: &[&str]) {
        let entries: Vec<String> = cves
            .iter()
            .map(|cve| format!(r#"{{"cveID":"{cve}","dateAdded":"2026-01-02"}}"#))
            .collect();
        let text = format!(r#"{{"vulnerabilities":[{}]}}"#, entries.join(","));
        let tag = seaworthy_testkit::registry::sha256(text.as_bytes());
        self.server
            .put_file("/kev.json", text.as_bytes(), Some(&tag), None);
    }

    /// Serves one file of a set, with a tag made of its content.
    pub(crate) fn put(&self, set: &str, file: &str, bytes: &[u8]) {
        let tag = format!("\"{}\"", seaworthy_testkit::registry::sha256(bytes));
        self.server
            .put_file(&path(set, file), bytes, Some(&tag), None);
    }

    pub(crate) fn origin(&self) -> Origin {
        Origin::parse(&self.server.base()).expect("an address")
    }

    pub(crate) fn update(&self, asked: &Asked) -> Result<Report, UpdateError> {
        let waits = Arc::clone(&self.waits);
        let mut http = seaworthy_http::Options {
            proxies: Proxies::default(),
            pause: Pause::new(move |time| waits.lock().expect("no panic").push(time)),
            ..seaworthy_http::Options::default()
        };
        http.trust.system_store = false;
        http.limits.stall_time_max = Duration::from_millis(500);
        http.limits.progress_window = Duration::from_millis(100);
        http.limits.progress_bytes_min = 1_000;
        let settings = Settings {
            origin: asked.origin.clone().unwrap_or_else(|| self.origin()),
            ecosystems: asked.ecosystems.clone(),
            allow_shrink: asked.allow_shrink.clone(),
            full: asked.full,
            store: &self.store,
            embedded: &self.embedded,
            http,
            time_max: asked.time_max,
            now: asked
                .now
                .unwrap_or("2026-11-22T12:00:00Z")
                .parse()
                .expect("a time"),
            built_by: asked.built_by.unwrap_or("seaworthy test").to_owned(),
            limits: asked.limits.clone(),
        };
        update(&settings, &Silent)
    }

    /// The bytes of the pack in use.
    pub(crate) fn pack(&self) -> Vec<u8> {
        std::fs::read(self.store.pack()).expect("a pack")
    }

    /// Updates, and expects one set or feed to fail and the pack to stay as it is.
    pub(crate) fn fails(&self, asked: &Asked, set: &str) -> FeedError {
        let before = self.pack();
        let error = self.update(asked).expect_err("a fault");
        assert!(before == self.pack(), "the pack changed");
        let source = match error {
            UpdateError::Feed { name, source, .. } if name == set => Ok(*source),
            other => Err(other),
        };
        source.expect("a fault of that set")
    }

    /// The paths that were asked for since `skip` requests.
    pub(crate) fn asked(&self, skip: usize) -> Vec<String> {
        let requests = self.server.requests().into_iter().skip(skip);
        let mut paths: Vec<String> = requests.map(|request| request.target).collect();
        paths.sort();
        paths
    }
}

pub(crate) fn path(set: &str, file: &str) -> String {
    format!("/osv/{set}/{file}")
}

pub(crate) fn names(prefix: &str, count: usize) -> Vec<String> {
    (0..count)
        .map(|n| format!("{prefix}-2026-{n:04}"))
        .collect()
}

/// A record of one package that is named after it.
pub(crate) fn record(id: &str, ecosystem: &str, fixed: &str) -> String {
    format!(
        r#"{{"id":"{id}","modified":"{MONDAY}","affected":[{{"package":{{
        "ecosystem":"{ecosystem}","name":"of-{id}"}},"ranges":[{{"type":"ECOSYSTEM",
        "events":[{{"introduced":"0"}},{{"fixed":"{fixed}"}}]}}]}}]}}"#
    )
}

pub(crate) fn archive(members: &[(String, String)]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for (name, text) in members {
        archive
            .start_file(name.as_str(), options)
            .expect("a member");
        archive.write_all(text.as_bytes()).expect("a member");
    }
    archive.finish().expect("an archive").into_inner()
}

/// A pack as the program carries it: Debian, and an npm record that an update replaces.
fn embedded() -> Vec<u8> {
    let mut builder = PackBuilder::new(Options {
        form: Form::Compressed { level: 1 },
        releases: Releases::All,
        built_by: "embedded".to_owned(),
        built_on: None,
    });
    for (id, ecosystem) in [("DEBIAN-CVE-2026-1", "Debian:12"), ("OLD-1", "npm")] {
        let text = record(id, ecosystem, "1.0");
        builder.record(id, text.as_bytes()).expect("a record");
    }
    builder
        .cycles("debian", br#"[{"cycle":"12","eol":"2028-06-30"}]"#)
        .expect("cycles");
    builder.finish().expect("a pack").0
}

/// How many advisories a pack has for each ecosystem.
pub(crate) fn contents(pack: &[u8]) -> Vec<(String, u32)> {
    let pack = Pack::open(pack).expect("a pack");
    pack.verify().expect("a whole pack");
    let entries = pack.manifest().expect("a manifest").ecosystems;
    entries
        .into_iter()
        .map(|entry| (entry.name, entry.records))
        .collect()
}

/// What became of one set or feed.
pub(crate) fn change(report: &Report, name: &str) -> Change {
    let found = report.feeds.iter().find(|feed| feed.name == name);
    found.expect("a set or feed of that name").change
}

/// An error and all its causes in one text.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}
