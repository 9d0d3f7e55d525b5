//! Programs of the machine that runs the tests, each against the package that owns it.

use std::fs;
use std::path::Path;
use std::process::Command;

use seaworthy_packages::{Cataloguers, catalogue_file};

/// The version of a Debian package without epoch and revision.
fn upstream(package: &str) -> Option<String> {
    let query = Command::new("dpkg-query")
        .args(["--show", "--showformat=${Version}", package])
        .output()
        .ok()
        .filter(|output| output.status.success())?;
    let version = String::from_utf8(query.stdout).ok()?;
    let version = version.split_once(':').map_or(&*version, |(_, rest)| rest);
    let version = version.rsplit_once('-').map_or(version, |(rest, _)| rest);
    let end = version.find(['+', '~']).unwrap_or(version.len());
    Some(version[..end].to_owned())
}

#[test]
fn programs_of_this_machine_say_the_versions_of_their_packages() {
    let mut seen = 0;
    for (path, package, product) in [
        ("/bin/bash", "bash", "bash"),
        ("/usr/bin/curl", "curl", "curl"),
        ("/usr/bin/git", "git", "git"),
        ("/usr/bin/openssl", "openssl", "openssl"),
        ("/usr/bin/perl", "perl-base", "perl"),
        ("/usr/bin/python3.11", "python3.11-minimal", "python"),
        ("/usr/sbin/nginx", "nginx", "nginx"),
        ("/usr/bin/redis-server", "redis-server", "redis"),
        ("/bin/busybox", "busybox", "busybox"),
        ("/usr/sbin/apache2", "apache2-bin", "apache"),
        ("/lib/x86_64-linux-gnu/libc.so.6", "libc6", "glibc"),
        ("/lib/x86_64-linux-gnu/libz.so.1", "zlib1g", "zlib"),
        ("/lib/x86_64-linux-gnu/libexpat.so.1", "libexpat1", "expat"),
        (
            "/usr/lib/x86_64-linux-gnu/libcrypto.so.3",
            "libssl3",
            "openssl",
        ),
        (
            "/usr/lib/x86_64-linux-gnu/libsqlite3.so.0",
            "libsqlite3-0",
            "sqlite",
        ),
    ] {
        // Whoever copied another program there is not what this test is about.
        let owner = Command::new("dpkg-query").args(["--search", path]).output();
        let owned = owner.is_ok_and(|output| output.status.success());
        let (true, true, Ok(content), Some(version)) = (
            owned,
            Path::new(path).exists(),
            fs::read(path),
            upstream(package),
        ) else {
            println!("skipped: this machine has no {path} of {package}");
            continue;
        };
        let facts = catalogue_file(&Cataloguers::new(), &path[1..], &content);
        let found: Vec<String> = facts
            .packages
            .iter()
            .filter(|package| package.cataloguer == "program")
            .map(|package| format!("{} {}", package.name, package.version))
            .collect();
        // Debian shortens `1.2.13.dfsg` and its like.
        let version = version.trim_end_matches(".dfsg");
        assert_eq!(found, [format!("{product} {version}")], "{path}");
        seen += 1;
    }
    println!("{seen} programs were compared");
}
