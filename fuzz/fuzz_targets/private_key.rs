//! Fuzzes the target `private-key` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(
        seaworthy_hostile::run("private-key", bytes),
        "no such target"
    );
});
