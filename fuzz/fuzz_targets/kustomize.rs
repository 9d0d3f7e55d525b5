//! Fuzzes the target `kustomize` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(seaworthy_hostile::run("kustomize", bytes), "no such target");
});
