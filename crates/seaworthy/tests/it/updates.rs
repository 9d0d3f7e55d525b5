//! Updates of advisory data through the program.

use std::fs;
use std::path::Path;
use std::process::Command;

use seaworthy_testkit::registry::{FakeRegistry, Fault};

use crate::data::{advisory, archive};
use crate::program::{Run, finish, json};

/// A mirror on loopback, and a user with a data folder and a lock file to scan.
struct User {
    server: FakeRegistry,
    folder: tempfile::TempDir,
}

impl User {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("set-up of a test");
        fs::create_dir(folder.path().join("app")).expect("set-up of a test");
        let file = folder.path().join("app/requirements.txt");
        fs::write(file, "seaside==1.9\n").expect("set-up of a test");
        let server = FakeRegistry::plain().expect("set-up of a test");
        Self { server, folder }
    }

    /// Serves a set of as many advisories, of which the first is about what is scanned.
    fn offer(&self, count: usize) {
        let mut records = vec![("PYSEC-2026-1".to_owned(), "seaside".to_owned())];
        let others = 2..=count;
        records.extend(others.map(|n| (format!("PYSEC-2026-{n}"), format!("other-{n}"))));
        let records: Vec<(String, String)> = records
            .iter()
            .map(|(id, name)| (format!("{id}.json"), advisory(id, name)))
            .collect();
        let bytes = archive(&records);
        let tag = format!("\"{count}\"");
        self.server
            .put_file("/osv/PyPI/all.zip", &bytes, Some(&tag), None);
    }

    fn run(&self, arguments: &[&str]) -> Run {
        self.finish(Command::new(env!("CARGO_BIN_EXE_seaworthy")).args(arguments))
    }

    fn finish(&self, command: &mut Command) -> Run {
        command.current_dir(self.folder.path());
        finish(command, &[("SEAWORTHY_DATA_DIR", self.data())])
    }

    fn data(&self) -> &Path {
        self.folder.path()
    }

    fn update(&self, more: &[&str]) -> Run {
        let base = self.server.base();
        let mut arguments = vec!["db", "update", "--from", &base];
        arguments.extend(more);
        self.run(&arguments)
    }

    fn pack(&self) -> Vec<u8> {
        fs::read(self.data().join("advisories.pack")).expect("a pack")
    }
}

#[test]
fn what_an_update_brings_is_used_by_the_next_scan() {
    let user = User::new();
    let before = user.run(&["scan", "app", "-o", "json"]);
    assert_eq!(json(&before.stdout)["data"]["pack"], "embedded");
    user.offer(10);
    let updated = user.update(&[]);
    assert_eq!(updated.code, 0, "{}", updated.stderr);
    assert!(
        updated.stderr.contains("PyPI: 10 entries"),
        "{}",
        updated.stderr
    );
    // Ten advisories are fewer than anybody knows of PyPI.
    let said = &updated.stderr;
    assert!(
        said.contains("PyPI: the program carries data of "),
        "{said}"
    );
    let scan = user.run(&["scan", "app", "-o", "json"]);
    let assessment = json(&scan.stdout);
    assert_eq!(scan.code, 1, "{}", scan.stderr);
    assert_eq!(assessment["findings"][0]["rule"], "CVE-2026-0001");
    let pack = assessment["data"]["pack"].as_str().unwrap_or_default();
    assert!(pack.ends_with("advisories.pack"), "{pack}");

    let status = user.run(&["db", "status"]);
    assert!(
        status.stdout.contains("Used because updates keep it"),
        "{}",
        status.stdout
    );
    assert!(
        status.stdout.contains(&user.server.base()),
        "{}",
        status.stdout
    );
    let again = user.update(&[]);
    assert!(again.stderr.contains("is up to date"), "{}", again.stderr);
    let help = user.run(&["db", "update", "--help"]);
    for option in [
        "--from",
        "--ecosystems",
        "--allow-shrink",
        "--timeout",
        "--export",
    ] {
        assert!(help.stdout.contains(option), "{option}");
    }
}

#[test]
fn a_failed_update_ends_with_two_and_says_what_to_do() {
    let user = User::new();
    user.offer(20);
    assert_eq!(user.update(&[]).code, 0);
    let before = user.pack();
    user.offer(10);
    let shrunk = user.update(&["--full"]);
    assert_eq!(shrunk.code, 2);
    let said = &shrunk.stderr;
    assert!(
        said.contains("cannot update PyPI: it shrank from 20 to 10 records"),
        "{said}"
    );
    assert!(said.contains("help: --allow-shrink 'PyPI'"), "{said}");
    user.server.fail_file(
        "/osv/PyPI/all.zip",
        Fault::Status(500, Vec::new(), String::new()),
        1,
    );
    let failed = user.update(&["--full"]);
    assert_eq!(failed.code, 2);
    assert!(failed.stderr.contains("status 500"), "{}", failed.stderr);
    assert!(user.pack() == before);
    let allowed = user.update(&["--full", "--allow-shrink", "PyPI"]);
    assert_eq!(allowed.code, 0, "{}", allowed.stderr);
    let odd = user.run(&["db", "update", "--from", "https://no host/"]);
    assert_eq!(odd.code, 64, "{}", odd.stderr);
}

#[test]
fn a_full_disk_leaves_the_pack_as_it_is() {
    let user = User::new();
    user.offer(20);
    assert_eq!(user.update(&[]).code, 0);
    let before = user.pack();
    user.offer(25);
    // The kernel refuses to let any file grow beyond 16 KiB, as a full disk would.
    let script = r#"trap '' XFSZ; ulimit -f 32; exec "$0" "$@""#;
    let base = user.server.base();
    let full = user.finish(Command::new("sh").args([
        "-c",
        script,
        env!("CARGO_BIN_EXE_seaworthy"),
        "db",
        "update",
        "--full",
        "--from",
        &base,
    ]));
    assert_eq!(full.code, 2, "{}", full.stderr);
    assert!(full.stderr.contains("cannot write"), "{}", full.stderr);
    assert!(user.pack() == before);
    let scan = user.run(&["scan", "app", "-o", "json"]);
    assert_eq!(scan.code, 1, "{}", scan.stderr);
    assert_eq!(user.update(&[]).code, 0, "with room again");
}

#[test]
fn scans_that_run_while_packs_are_swapped_see_a_whole_one() {
    let user = User::new();
    user.offer(10);
    assert_eq!(user.update(&[]).code, 0);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for count in [11, 12, 13] {
                user.offer(count);
                let updated = user.update(&["--full"]);
                assert_eq!(updated.code, 0, "{}", updated.stderr);
            }
        });
        for _ in 0..2 {
            scope.spawn(|| {
                for _ in 0..4 {
                    let scan = user.run(&["scan", "app", "-o", "json"]);
                    assert_eq!(scan.code, 1, "{}", scan.stderr);
                    assert_eq!(json(&scan.stdout)["findings"][0]["rule"], "CVE-2026-0001");
                }
            });
        }
    });
}

#[test]
fn a_pack_goes_to_a_machine_without_a_network_as_one_file() {
    let user = User::new();
    user.offer(10);
    let updated = user.update(&["--export", "carried.pack"]);
    assert_eq!(updated.code, 0, "{}", updated.stderr);
    let alone = User::new();
    let carried = user.folder.path().join("carried.pack");
    let carried = carried.to_str().expect("set-up of a test");
    let imported = alone.run(&["db", "import", carried]);
    assert_eq!(imported.code, 0, "{}", imported.stderr);
    let scan = alone.run(&["scan", "app", "-o", "json"]);
    assert_eq!(scan.code, 1, "{}", scan.stderr);
    let before = alone.pack();
    let refused = alone.run(&["db", "import", "app/requirements.txt"]);
    assert_eq!(refused.code, 2);
    assert!(
        refused.stderr.contains("not an advisory pack"),
        "{}",
        refused.stderr
    );
    assert!(alone.pack() == before);
}

#[test]
fn a_pack_goes_through_a_registry() {
    let user = User::new();
    user.offer(10);
    assert_eq!(user.update(&[]).code, 0);
    let name = format!("{}/team/advisories:daily", user.server.host());
    let pushed = user.run(&["db", "push", &name, "--plain-http"]);
    assert_eq!(pushed.code, 0, "{}", pushed.stderr);
    assert!(pushed.stdout.starts_with("sha256:"), "{}", pushed.stdout);
    let other = User::new();
    let pulled = other.run(&["db", "pull", &name, "--plain-http"]);
    assert_eq!(pulled.code, 0, "{}", pulled.stderr);
    assert_eq!(pulled.stdout, pushed.stdout);
    assert!(other.pack() == user.pack());
    let missing = format!("{}/team/none:daily", user.server.host());
    let refused = other.run(&["db", "pull", &missing, "--plain-http"]);
    assert_eq!(refused.code, 2, "{}", refused.stderr);
}

#[test]
fn a_damaged_pack_of_updates_is_told_and_the_carried_one_used() {
    let user = User::new();
    fs::write(user.data().join("advisories.pack"), b"nonsense").expect("set-up of a test");
    let scan = user.run(&["scan", "app", "-o", "json"]);
    assert_eq!(json(&scan.stdout)["data"]["pack"], "embedded");
    assert!(
        scan.stderr.contains("not an advisory pack"),
        "{}",
        scan.stderr
    );
    let status = user.run(&["db", "status"]);
    assert!(
        status.stdout.contains("cannot be used"),
        "{}",
        status.stdout
    );
}

#[test]
fn without_a_home_the_data_folder_must_be_named() {
    let run = crate::program::run(&["db", "update"]);
    assert_eq!(run.code, 2);
    assert!(
        run.stderr.contains("help: SEAWORTHY_DATA_DIR"),
        "{}",
        run.stderr
    );
}
