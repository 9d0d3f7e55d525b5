//! Fuzzes the target `licence-name` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(
        seaworthy_hostile::run("licence-name", bytes),
        "no such target"
    );
});
