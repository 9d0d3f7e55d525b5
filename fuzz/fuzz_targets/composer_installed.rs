//! Fuzzes the target `composer-installed` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(
        seaworthy_hostile::run("composer-installed", bytes),
        "no such target"
    );
});
