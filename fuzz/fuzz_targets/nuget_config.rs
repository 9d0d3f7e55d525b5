//! Fuzzes the target `nuget-config` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(
        seaworthy_hostile::run("nuget-config", bytes),
        "no such target"
    );
});
