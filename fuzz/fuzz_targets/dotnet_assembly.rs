//! Fuzzes the target `dotnet-assembly` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(
        seaworthy_hostile::run("dotnet-assembly", bytes),
        "no such target"
    );
});
