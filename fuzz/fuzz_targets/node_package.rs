//! Fuzzes the target `node-package` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(
        seaworthy_hostile::run("node-package", bytes),
        "no such target"
    );
});
