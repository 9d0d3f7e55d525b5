//! Fuzzes the target `go-mod` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(seaworthy_hostile::run("go-mod", bytes), "no such target");
});
