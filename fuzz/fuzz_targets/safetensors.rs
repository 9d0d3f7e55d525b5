//! Fuzzes the target `safetensors` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(
        seaworthy_hostile::run("safetensors", bytes),
        "no such target"
    );
});
