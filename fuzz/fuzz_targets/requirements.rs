//! Fuzzes the target `requirements` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(
        seaworthy_hostile::run("requirements", bytes),
        "no such target"
    );
});
