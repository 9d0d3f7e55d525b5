//! A database that rpm 4.18 wrote of two packages built for this test. Its other tables, which only
//! index the headers, were dropped to keep it small.

use seaworthy_facts::hash_path;

use crate::corpus::{read, samples};

#[test]
fn a_database_of_rpm_itself_is_read() {
    let samples = samples();
    let sample = samples
        .iter()
        .find(|sample| sample.name == "rpm/rpm-4.18.sqlite")
        .unwrap();
    let facts = read(sample, &sample.content);
    assert!(facts.unread.is_empty(), "{:?}", facts.unread);
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
