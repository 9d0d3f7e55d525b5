//! Named checks of what a value must be besides its letters: check sums, encodings, key structures.

mod base58;
mod bech32;
mod checksum;
mod der;
mod encoded;
mod jwt;
mod key_store;
mod pgp;
mod private_key;

use serde::Deserialize;

/// A check that a rule names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Validator {
    /// The last six characters are the CRC-32 of the random part in base 62 (GitHub, npm).
    GithubChecksum,
    /// Base 32 behind the prefix, with more than letters.
    AwsAccessKey,
    /// Three base64url parts: a header with `alg`, a payload of claims, a signature.
    JwtStructure,
    /// A private key in PEM that is not encrypted.
    PemPrivateKey,
    /// A private key in OpenSSH's own format without a passphrase.
    OpensshPlain,
    /// The same with a passphrase.
    OpensshEncrypted,
    /// Base64 of exactly 64 bytes, as Azure storage account keys are.
    Base64Of64Bytes,
    /// Base64 of `user:password` with both present.
    Base64UserPassword,
    /// The first part is base64 of a decimal number (Discord user ids).
    DiscordToken,
    /// A Bech32 check sum (age secret keys).
    Bech32,
    /// A Base58Check check sum (keys of wallets).
    Base58Check,
    /// A whole secret key in OpenPGP packets.
    PgpSecretKey,
    /// A Java key store whose first entry is a private key.
    JavaKeyStore,
    /// PKCS #12 data.
    Pkcs12,
}

impl Validator {
    /// Whether the value has the structure.
    pub(crate) fn accepts(self, value: &[u8]) -> bool {
        match self {
            Validator::GithubChecksum => checksum::crc32_base62(value),
            Validator::AwsAccessKey => checksum::aws_access_key(value),
            Validator::JwtStructure => jwt::is_token(value),
            Validator::PemPrivateKey => private_key::is_plain(value),
            Validator::OpensshPlain => private_key::openssh_encrypted(value) == Some(false),
            Validator::OpensshEncrypted => private_key::openssh_encrypted(value) == Some(true),
            Validator::Base64Of64Bytes => encoded::base64(value).is_some_and(|b| b.len() == 64),
            Validator::Base64UserPassword => encoded::is_user_password(value),
            Validator::DiscordToken => encoded::starts_with_number(value),
            Validator::Base58Check => base58::has_checksum(value),
            Validator::PgpSecretKey => pgp::is_secret_key(value),
            Validator::Bech32 => bech32::has_checksum(value),
            Validator::JavaKeyStore => key_store::is_java(value),
            Validator::Pkcs12 => key_store::is_pkcs12(value),
        }
    }

    /// What the structure tells of a value that it accepts: the kind and size of a key.
    pub(crate) fn kind(self, value: &[u8]) -> Option<String> {
        match self {
            Validator::PemPrivateKey => private_key::plain_kind(value),
            Validator::OpensshPlain | Validator::OpensshEncrypted => {
                private_key::openssh_kind(value)
            }
            Validator::PgpSecretKey => pgp::kind(value),
            _ => None,
        }
    }
}
