//! Fuzzes the target `pylock` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(seaworthy_hostile::run("pylock", bytes), "no such target");
});
