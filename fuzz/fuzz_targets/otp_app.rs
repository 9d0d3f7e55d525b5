//! Fuzzes the target `otp-app` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(seaworthy_hostile::run("otp-app", bytes), "no such target");
});
