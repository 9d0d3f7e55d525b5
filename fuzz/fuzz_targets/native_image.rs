//! Fuzzes the target `native-image` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(
        seaworthy_hostile::run("native-image", bytes),
        "no such target"
    );
});
