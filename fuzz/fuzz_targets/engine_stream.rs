//! Fuzzes the target `engine-stream` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(
        seaworthy_hostile::run("engine-stream", bytes),
        "no such target"
    );
});
