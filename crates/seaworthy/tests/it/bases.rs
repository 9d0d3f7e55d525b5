//! Newer base images, as far as the registry of the base tells of one.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use seaworthy_testkit::image::{Image, Layer, Packing, archive, docker_files};
use seaworthy_testkit::registry::{Access, FakeRegistry, Fault, Route};

use crate::program::{Run, finish, json};

const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";

/// A base of Debian with a version of curl; 7.74.0-1 has published weaknesses.
fn base(curl: &str) -> Layer {
    let status = format!(
        "Package: curl\nStatus: install ok installed\nArchitecture: amd64\nVersion: {curl}\n\n"
    );
    Layer::new()
        .file("etc/os-release", "ID=debian\nVERSION_ID=\"12\"\n")
        .file("var/lib/dpkg/status", status)
}

fn of_base(curl: &str) -> Image {
    Image::new().layer(base(curl), Packing::Gzip, "FROM scratch")
}

fn app() -> Image {
    let own = Layer::new().file("srv/app", "ahoy");
    of_base("7.74.0-1").layer(own, Packing::Gzip, "COPY app /srv")
}

fn push(registry: &FakeRegistry, name: &str, tag: &str, image: &Image) -> String {
    let (mut blobs, _) = image.blobs();
    let (_, manifest) = blobs.pop().expect("set-up of a test");
    for (_, bytes) in &blobs {
        registry.put_blob(bytes);
    }
    registry.put_manifest(name, tag, MANIFEST, &manifest);
    format!("{}/{name}:{tag}", registry.host())
}

/// A user's machine: what was scanned before is remembered.
struct Machine(tempfile::TempDir);

impl Machine {
    fn new() -> Self {
        Machine(tempfile::tempdir().expect("set-up of a test"))
    }

    fn scan(&self, arguments: &[&str]) -> Run {
        let mut command = Command::new(env!("CARGO_BIN_EXE_seaworthy"));
        command.args(["scan", "--plain-http", "--at", "2026-11-22"]);
        command.args(arguments);
        let bases: &Path = self.0.path();
        finish(&mut command, &[("SEAWORTHY_BASES", bases)])
    }

    fn base_of(&self, arguments: &[&str]) -> (Value, Value) {
        let scanned = self.scan(&[arguments, &["-o", "json"]].concat());
        assert!(matches!(scanned.code, 0 | 1), "{}", scanned.stderr);
        let document = json(&scanned.stdout);
        (
            document["advice"]["bases"][0].clone(),
            document["notes"].clone(),
        )
    }
}

/// A registry with `team/base:1.0` and an application that is built on it.
fn registry(machine: &Machine) -> (FakeRegistry, String) {
    let registry = FakeRegistry::plain().expect("set-up of a test");
    let base = push(&registry, "team/base", "1.0", &of_base("7.74.0-1"));
    assert_ne!(machine.scan(&[&base]).code, 2);
    let app = push(&registry, "team/app", "1", &app());
    (registry, app)
}

#[test]
fn a_newer_base_is_named_and_when_it_is_read_what_it_removes() {
    let machine = Machine::new();
    let (registry, app) = registry(&machine);
    let newer = push(&registry, "team/base", "1.1", &of_base("99.0.0-1"));
    let before = registry.requests().len();
    let (base, _) = machine.base_of(&[&app]);
    assert_eq!(base["found_by"], "layer-chain");
    assert!(base["findings"].as_u64().unwrap() > 1, "{base}");
    assert_eq!(base["lookup"], "found");
    assert_eq!(base["newer"]["reference"], newer.as_str());
    assert_eq!(base["newer"]["reason"], "1.1 is a higher version than 1.0");
    assert_eq!(base["newer"]["effect"], Value::Null);
    let asked = registry.requests().split_off(before);
    let of_newer = |method: &str| {
        let seen = asked.iter().filter(|asked| asked.method == method);
        seen.filter(|asked| asked.target.contains("team/base"))
            .count()
    };
    assert_eq!(
        of_newer("GET"),
        1,
        "the list of tags alone, which is no pull: {asked:?}"
    );

    let table = machine.scan(&[&app]).stdout;
    assert!(
        table.contains("--read-newer-base tells what it removes"),
        "{table}"
    );
    let (base, _) = machine.base_of(&[&app, "--read-newer-base"]);
    let effect = &base["newer"]["effect"];
    let number = |name: &str| effect[name].as_u64().expect("a number");
    assert_eq!(effect["of"], base["findings"], "{base}");
    // What no version mends stays.
    assert!(number("removes") * 2 > number("of"), "{base}");
    assert_eq!(effect["adds"], 0);
    assert!(effect["risk"].as_f64().unwrap() > 0.0, "{base}");
    let table = machine.scan(&[&app, "--read-newer-base"]).stdout;
    let told = format!(
        "removes {} of {} open findings",
        effect["removes"], effect["of"]
    );
    let words: Vec<&str> = table.split_whitespace().collect();
    assert!(words.join(" ").contains(&told), "{table}");
}

#[test]
fn a_newer_base_that_helps_nothing_is_said_to() {
    let machine = Machine::new();
    let (registry, app) = registry(&machine);
    push(&registry, "team/base", "1.1", &of_base("7.74.0-1"));
    let (base, _) = machine.base_of(&[&app, "--read-newer-base"]);
    assert_eq!(base["newer"]["effect"]["removes"], 0);
    let table = machine.scan(&[&app, "--read-newer-base"]).stdout;
    assert!(
        table.contains("removes none of the open findings"),
        "{table}"
    );
}

#[test]
fn the_same_tag_published_anew_is_a_newer_base() {
    let machine = Machine::new();
    let (registry, app) = registry(&machine);
    push(&registry, "team/base", "1.0", &of_base("99.0.0-1"));
    let (base, _) = machine.base_of(&[&app]);
    assert_eq!(base["newer"]["reason"], "1.0 was published anew since");
    // The layers in use are still those that were scanned under the name.
    assert!(base["findings"].as_u64().unwrap() > 1, "{base}");
}

#[test]
fn a_registry_that_has_none_is_said_to_have_none() {
    let machine = Machine::new();
    let (registry, app) = registry(&machine);
    for other in ["0.9", "2.0", "1.0-slim", "latest"] {
        push(&registry, "team/base", other, &of_base("99.0.0-1"));
    }
    let (base, notes) = machine.base_of(&[&app]);
    assert_eq!(base["lookup"], "none");
    assert_eq!(base["newer"], Value::Null);
    assert_eq!(notes, Value::Null, "nothing to note");
    let table = machine.scan(&[&app]).stdout;
    assert!(table.contains("newer: the registry has none"), "{table}");
}

#[test]
fn a_registry_that_gives_no_answer_is_not_one_that_has_none() {
    let machine = Machine::new();
    let (registry, app) = registry(&machine);
    let later = vec![("Retry-After".to_owned(), "20".to_owned())];
    let faults = [
        (
            Fault::Status(429, later, String::new()),
            "limits the rate of requests",
        ),
        (Fault::Status(500, Vec::new(), String::new()), "status 500"),
        (Fault::Close, "tags"),
        (Fault::Garbage, "tags"),
    ];
    for (fault, reason) in faults {
        registry.fail(Route::Tags, fault, 1);
        let (base, notes) = machine.base_of(&[&app]);
        assert_eq!(base["lookup"], "unanswered", "{reason}");
        assert_eq!(base["newer"], Value::Null);
        let note = notes[0]["text"].as_str().unwrap();
        assert!(note.contains("not known whether there is one"), "{note}");
        assert!(note.contains(reason), "{note}");
    }
    registry.fail(
        Route::Tags,
        Fault::Status(403, Vec::new(), String::new()),
        1,
    );
    let table = machine.scan(&[&app]).stdout;
    assert!(table.contains("newer: not known, see the notes"), "{table}");
}

#[test]
fn a_newer_base_that_cannot_be_read_is_named_without_numbers() {
    let machine = Machine::new();
    let (registry, app) = registry(&machine);
    let (blobs, _) = of_base("99.0.0-1").blobs();
    let (_, manifest) = blobs.last().unwrap();
    registry.put_manifest("team/base", "1.1", MANIFEST, manifest);
    let (base, notes) = machine.base_of(&[&app, "--read-newer-base"]);
    assert_eq!(base["lookup"], "found");
    assert_eq!(base["newer"]["effect"], Value::Null);
    let note = notes[0]["text"].as_str().unwrap();
    assert!(note.starts_with("what it removes is not known: "), "{note}");
}

#[test]
fn without_leave_or_a_registry_nobody_is_asked() {
    let machine = Machine::new();
    let (registry, app) = registry(&machine);
    push(&registry, "team/base", "1.1", &of_base("99.0.0-1"));
    let file = machine.0.path().join("app.tar");
    std::fs::write(&file, archive(&docker_files(&[self::app()]))).unwrap();
    let file = file.to_str().unwrap();
    for arguments in [&[app.as_str(), "--no-newer-base"][..], &[file]] {
        let before = registry.requests().len();
        let (base, _) = machine.base_of(arguments);
        assert_eq!(base["lookup"], "not-asked", "{base}");
        assert_eq!(base["name"], format!("{}/team/base:1.0", registry.host()));
        let asked = registry.requests().split_off(before);
        assert!(
            asked
                .iter()
                .all(|asked| !asked.target.contains("team/base")),
            "{asked:?}"
        );
    }
    assert!(
        machine
            .scan(&[file])
            .stdout
            .contains("newer: not asked for")
    );
}

#[test]
fn a_label_does_not_make_the_scan_ask_another_registry() {
    let machine = Machine::new();
    let other = FakeRegistry::plain().unwrap();
    other.set_access(Access::Open);
    push(&other, "team/base", "1.1", &of_base("99.0.0-1"));
    let registry = FakeRegistry::plain().unwrap();
    let label = |host: &str| {
        let name = format!("{host}/team/base:1.0");
        app().set(
            "Labels",
            serde_json::json!({ "org.opencontainers.image.base.name": name }),
        )
    };
    let elsewhere = push(&registry, "team/app", "1", &label(&other.host()));
    let (base, notes) = machine.base_of(&[&elsewhere]);
    assert_eq!(
        (&base["found_by"], &base["lookup"]),
        (&"label".into(), &"not-asked".into())
    );
    assert!(
        notes[0]["text"].as_str().unwrap().contains("is not asked"),
        "{notes}"
    );
    assert!(other.requests().is_empty());
    push(&registry, "team/base", "1.1", &of_base("99.0.0-1"));
    let here = push(&registry, "team/app", "2", &label(&registry.host()));
    assert_eq!(machine.base_of(&[&here]).0["lookup"], "found");
}
