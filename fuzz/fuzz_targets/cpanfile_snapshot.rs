//! Fuzzes the target `cpanfile-snapshot` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(
        seaworthy_hostile::run("cpanfile-snapshot", bytes),
        "no such target"
    );
});
