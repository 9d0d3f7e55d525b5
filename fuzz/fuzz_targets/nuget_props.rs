//! Fuzzes the target `nuget-props` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(
        seaworthy_hostile::run("nuget-props", bytes),
        "no such target"
    );
});
