//! Fuzzes the target `rockspec` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(seaworthy_hostile::run("rockspec", bytes), "no such target");
});
