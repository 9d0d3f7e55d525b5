//! Fuzzes the target `gemfile-lock` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(
        seaworthy_hostile::run("gemfile-lock", bytes),
        "no such target"
    );
});
