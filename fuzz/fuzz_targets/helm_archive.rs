//! Fuzzes the target `helm-archive` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(
        seaworthy_hostile::run("helm-archive", bytes),
        "no such target"
    );
});
