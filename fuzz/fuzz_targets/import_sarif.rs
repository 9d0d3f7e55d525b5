//! Fuzzes the target `import-sarif` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(
        seaworthy_hostile::run("import-sarif", bytes),
        "no such target"
    );
});
