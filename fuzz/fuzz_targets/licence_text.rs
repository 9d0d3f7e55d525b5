//! Fuzzes the target `licence-text` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(
        seaworthy_hostile::run("licence-text", bytes),
        "no such target"
    );
});
