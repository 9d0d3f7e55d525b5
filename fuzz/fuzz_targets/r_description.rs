//! Fuzzes the target `r-description` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(
        seaworthy_hostile::run("r-description", bytes),
        "no such target"
    );
});
