//! Fuzzes the target `bitnami` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(seaworthy_hostile::run("bitnami", bytes), "no such target");
});
