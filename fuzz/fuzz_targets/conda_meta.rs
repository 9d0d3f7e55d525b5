//! Fuzzes the target `conda-meta` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(
        seaworthy_hostile::run("conda-meta", bytes),
        "no such target"
    );
});
