//! Fuzzes the target `import-zap` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(
        seaworthy_hostile::run("import-zap", bytes),
        "no such target"
    );
});
