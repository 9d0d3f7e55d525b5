//! Databases of two packages that rpm 4.18 built for this test. The SQLite one is rpm's own; its
//! other tables, which only index the headers, were dropped to keep it small. Berkeley DB's own
//! `db_load` (5.3) wrote the same headers into a hash table, which rpm lists as well.

use seaworthy_facts::{LayerFacts, hash_path};

use crate::corpus::{read, samples};

fn database(name: &str, path: &str) -> LayerFacts {
    let samples = samples();
    let sample = samples
        .iter()
        .find(|sample| sample.name == name && sample.path == path)
        .unwrap();
    let mut facts = read(sample, &sample.content);
    assert!(facts.unread.is_empty(), "{:?}", facts.unread);
    facts
        .packages
        .sort_by(|one, other| one.name.cmp(&other.name));
    facts
}

#[test]
fn a_database_of_berkeley_db_yields_the_same() {
    let newest = database("rpm/rpm-4.18.sqlite", "var/lib/rpm/rpmdb.sqlite");
    let mut older = database("rpm/berkeley-5.3", "var/lib/rpm/Packages");
    for (package, same) in older.packages.iter_mut().zip(&newest.packages) {
        package.places.clone_from(&same.places);
    }
    assert_eq!(older.packages, newest.packages);
    let sorted = |facts: &LayerFacts| {
        let mut owned: Vec<u64> = facts.owned.iter().map(|file| file.path).collect();
        owned.sort_unstable();
        owned
    };
    assert_eq!(sorted(&older), sorted(&newest));
}

#[test]
fn a_database_of_rpm_itself_is_read() {
    let facts = database("rpm/rpm-4.18.sqlite", "var/lib/rpm/rpmdb.sqlite");
    // As `rpm -qa --qf '%{NAME} %{EPOCHNUM} %{VERSION}-%{RELEASE} %{MODULARITYLABEL}'` has it.
    let [base, libs] = &facts.packages[..] else {
        panic!("{:?}", facts.packages)
    };
    assert_eq!(
        (&*base.name, &*base.version),
        ("seaworthy-fixture-base", "1.2-1")
    );
    assert_eq!(base.module.as_deref(), Some("nothing:1"));
    assert_eq!(base.licences, ["MIT AND Zlib"]);
    assert_eq!(
        (&*libs.name, &*libs.version),
        ("seaworthy-fixture-libs", "1:3.0.7-6.sw9")
    );
    assert_eq!(libs.source.as_ref().unwrap().version, "1:3.0.7-6.sw9");
    assert_eq!(libs.vendor.as_deref(), Some("Seaworthy"));
    assert_eq!(libs.architecture.as_deref(), Some("noarch"));
    assert_eq!(libs.depends, ["seaworthy-fixture-base"]);
    // A file of the first package, then 2 folders and 201 files of the second, whose header fills
    // many overflow pages.
    assert_eq!(facts.owned.len(), 204);
    let last = hash_path("usr/share/fixture/file-with-a-rather-long-name-99");
    assert!(facts.owned.iter().any(|file| file.path == last));
}
