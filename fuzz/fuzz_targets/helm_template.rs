//! Fuzzes the target `helm-template` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(
        seaworthy_hostile::run("helm-template", bytes),
        "no such target"
    );
});
