//! Fuzzes the target `alpm` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(seaworthy_hostile::run("alpm", bytes), "no such target");
});
