//! Fuzzes the target `docker-config` of `crates/dev/hostile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(
        seaworthy_hostile::run("docker-config", bytes),
        "no such target"
    );
});
