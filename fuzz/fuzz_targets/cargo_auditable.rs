//! Fuzzes the target `cargo-auditable` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(
        seaworthy_hostile::run("cargo-auditable", bytes),
        "no such target"
    );
});
