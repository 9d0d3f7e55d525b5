//! Fuzzes the target `dockerfile` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(
        seaworthy_hostile::run("dockerfile", bytes),
        "no such target"
    );
});
