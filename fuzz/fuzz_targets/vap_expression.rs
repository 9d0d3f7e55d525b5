//! Fuzzes the target `vap-expression` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(
        seaworthy_hostile::run("vap-expression", bytes),
        "no such target"
    );
});
