//! Fuzzes the target `engine-answer` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(
        seaworthy_hostile::run("engine-answer", bytes),
        "no such target"
    );
});
