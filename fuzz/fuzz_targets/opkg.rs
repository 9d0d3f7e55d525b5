//! Fuzzes the target `opkg` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(seaworthy_hostile::run("opkg", bytes), "no such target");
});
