//! Fuzzes the target `gguf` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(seaworthy_hostile::run("gguf", bytes), "no such target");
});
