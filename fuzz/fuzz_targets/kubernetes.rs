//! Fuzzes the target `kubernetes` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(
        seaworthy_hostile::run("kubernetes", bytes),
        "no such target"
    );
});
