//! Fuzzes the target `bottlerocket` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(
        seaworthy_hostile::run("bottlerocket", bytes),
        "no such target"
    );
});
