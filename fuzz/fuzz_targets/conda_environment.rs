//! Fuzzes the target `conda-environment` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(
        seaworthy_hostile::run("conda-environment", bytes),
        "no such target"
    );
});
