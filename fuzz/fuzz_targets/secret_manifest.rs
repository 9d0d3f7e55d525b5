//! Fuzzes the target `secret-manifest` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(
        seaworthy_hostile::run("secret-manifest", bytes),
        "no such target"
    );
});
