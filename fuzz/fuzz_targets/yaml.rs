//! Fuzzes the target `yaml` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(seaworthy_hostile::run("yaml", bytes), "no such target");
});
