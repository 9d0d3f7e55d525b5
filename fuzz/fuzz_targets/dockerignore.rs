//! Fuzzes the target `dockerignore` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(
        seaworthy_hostile::run("dockerignore", bytes),
        "no such target"
    );
});
