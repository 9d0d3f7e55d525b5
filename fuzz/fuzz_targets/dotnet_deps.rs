//! Fuzzes the target `dotnet-deps` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(
        seaworthy_hostile::run("dotnet-deps", bytes),
        "no such target"
    );
});
