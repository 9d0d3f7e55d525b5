//! Fuzzes the target `containerd-images` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(
        seaworthy_hostile::run("containerd-images", bytes),
        "no such target"
    );
});
