//! Fuzzes the target `python-dist` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(
        seaworthy_hostile::run("python-dist", bytes),
        "no such target"
    );
});
