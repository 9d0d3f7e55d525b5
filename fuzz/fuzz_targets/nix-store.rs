//! Fuzzes the target `nix-store` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(seaworthy_hostile::run("nix-store", bytes), "no such target");
});
