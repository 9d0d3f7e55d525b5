//! Fuzzes the target `cabal-freeze` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(
        seaworthy_hostile::run("cabal-freeze", bytes),
        "no such target"
    );
});
