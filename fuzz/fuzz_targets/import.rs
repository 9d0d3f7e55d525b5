//! Fuzzes the target `import` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(seaworthy_hostile::run("import", bytes), "no such target");
});
