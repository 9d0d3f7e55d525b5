//! Fuzzes the target `conanfile` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(seaworthy_hostile::run("conanfile", bytes), "no such target");
});
