//! Fuzzes the target `stack-lock` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(
        seaworthy_hostile::run("stack-lock", bytes),
        "no such target"
    );
});
