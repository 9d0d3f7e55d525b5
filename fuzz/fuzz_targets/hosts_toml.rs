//! Fuzzes the target `hosts-toml` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(
        seaworthy_hostile::run("hosts-toml", bytes),
        "no such target"
    );
});
