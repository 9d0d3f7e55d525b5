//! Fuzzes the target `endoflife` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(seaworthy_hostile::run("endoflife", bytes), "no such target");
});
