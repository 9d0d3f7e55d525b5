//! Fuzzes the target `gemspec` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(seaworthy_hostile::run("gemspec", bytes), "no such target");
});
