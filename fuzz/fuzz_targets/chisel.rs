//! Fuzzes the target `chisel` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(seaworthy_hostile::run("chisel", bytes), "no such target");
});
