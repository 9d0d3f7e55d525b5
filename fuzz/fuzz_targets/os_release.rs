//! Fuzzes the target `os-release` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(
        seaworthy_hostile::run("os-release", bytes),
        "no such target"
    );
});
