//! Fuzzes the target `rpm-manifest` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(
        seaworthy_hostile::run("rpm-manifest", bytes),
        "no such target"
    );
});
