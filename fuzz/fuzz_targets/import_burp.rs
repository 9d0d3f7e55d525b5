//! Fuzzes the target `import-burp` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(
        seaworthy_hostile::run("import-burp", bytes),
        "no such target"
    );
});
