//! Fuzzes the target `rpm-header` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(
        seaworthy_hostile::run("rpm-header", bytes),
        "no such target"
    );
});
