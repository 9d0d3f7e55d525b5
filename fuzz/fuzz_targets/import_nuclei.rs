//! Fuzzes the target `import-nuclei` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(
        seaworthy_hostile::run("import-nuclei", bytes),
        "no such target"
    );
});
