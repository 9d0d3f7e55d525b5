//! Fuzzes the target `cloud-template` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(
        seaworthy_hostile::run("cloud-template", bytes),
        "no such target"
    );
});
