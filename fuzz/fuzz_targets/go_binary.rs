//! Fuzzes the target `go-binary` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(seaworthy_hostile::run("go-binary", bytes), "no such target");
});
