//! Private keys that a widely used program publishes on purpose: to find one tells nothing.
//!
//! Only keys that everybody can read in the sources of such a program belong here, each named by
//! the fingerprint of its value: no other key is ever kept from a report by it.

use crate::hit::SecretFingerprint;

/// In ascending order. `tests/real/debian.rs` of the program fails when a release of Debian ships
/// one that is missing here.
static KEYS: [u128; 10] = [
    // GnuTLS compiles the keys of its self tests (lib/crypto-selftests-pk.c) into its library,
    // which is a part of every Debian and Ubuntu image.
    0x0f2b_d5ec_602f_e44d_18ae_e37d_58b9_471b,
    0x2208_4610_2959_1424_1acf_3190_b679_ff09,
    0x2d16_6e20_b1b4_4145_83ef_fdd2_a633_bf01,
    0x4df1_aac0_1c7c_7e53_a5bf_e13b_ceb8_f512,
    0x734c_da9e_95b8_4847_91df_4c8f_d694_dd6c,
    0x7d6d_b17c_e6e0_dda0_3411_0f13_dc8b_2453,
    0x8c40_d537_95b5_7637_256e_d812_028d_066f,
    0xbbd8_3b12_0436_4037_4bbc_f75b_e3c4_2ce8,
    0xcbe4_a2e8_de4c_f2f3_21de_1bb2_28ef_e81d,
    0xfe5d_269d_d36f_f51c_f24f_4e6a_7985_5f1d,
];

/// Whether a value is one of them.
pub(crate) fn is_published(value: SecretFingerprint) -> bool {
    KEYS.binary_search(&value.number()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_is_found_by_its_fingerprint_and_no_other() {
        assert!(KEYS.is_sorted_by(|one, next| one < next));
        for key in KEYS {
            let print: SecretFingerprint = format!("{key:032x}").parse().unwrap();
            assert!(is_published(print));
        }
        assert!(!is_published(SecretFingerprint::of(b"a key of somebody")));
    }
}
