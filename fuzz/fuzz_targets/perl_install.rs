//! Fuzzes the target `perl-install` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(
        seaworthy_hostile::run("perl-install", bytes),
        "no such target"
    );
});
