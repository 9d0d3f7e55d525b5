//! Fuzzes the target `python-archive` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(
        seaworthy_hostile::run("python-archive", bytes),
        "no such target"
    );
});
