//! Fuzzes the target `wordpress-plugin` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(
        seaworthy_hostile::run("wordpress-plugin", bytes),
        "no such target"
    );
});
