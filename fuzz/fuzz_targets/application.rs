//! Fuzzes the target `application` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(
        seaworthy_hostile::run("application", bytes),
        "no such target"
    );
});
