//! Fuzzes the target `changelog` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(seaworthy_hostile::run("changelog", bytes), "no such target");
});
