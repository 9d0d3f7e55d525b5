//! Fuzzes the target `uv-lock` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(seaworthy_hostile::run("uv-lock", bytes), "no such target");
});
