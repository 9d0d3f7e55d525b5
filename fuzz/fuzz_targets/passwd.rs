//! Fuzzes the target `passwd` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(seaworthy_hostile::run("passwd", bytes), "no such target");
});
