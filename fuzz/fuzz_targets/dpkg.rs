//! Fuzzes the target `dpkg` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(seaworthy_hostile::run("dpkg", bytes), "no such target");
});
