//! The two halves of a key: an id that is public, a secret that is shown once.

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// Bytes of an id: so many that two random ids are never the same.
const ID_BYTES: usize = 12;

/// Bytes of a secret. 256 random bits cannot be found by trying, so a fast hash without salt is enough to store them.
const SECRET_BYTES: usize = 32;

/// The hash of a secret, which is stored in its place: SHA-256, in hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecretHash(String);

impl SecretHash {
    /// The hash of a secret.
    pub fn of(secret: &str) -> Self {
        Self(hexadecimal(&Sha256::digest(secret)))
    }

    /// The hash as the store has it.
    pub fn from_stored(hash: String) -> Self {
        Self(hash)
    }

    /// The hash for the store.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is the hash of a secret. The comparison takes the same time for every secret.
    pub fn fits(&self, secret: &str) -> bool {
        self.0.as_bytes().ct_eq(Self::of(secret).0.as_bytes()).into()
    }
}

/// A new id.
pub fn new_id() -> Result<String, getrandom::Error> {
    random::<ID_BYTES>()
}

/// A new secret.
pub fn new_secret() -> Result<String, getrandom::Error> {
    random::<SECRET_BYTES>()
}

fn random<const N: usize>() -> Result<String, getrandom::Error> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)?;
    Ok(hexadecimal(&bytes))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_fits_its_own_secret_only() {
        // FIPS 180-4, the one-block message of its examples.
        let hash = SecretHash::of("abc");
        assert_eq!(hash.as_str(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert!(hash.fits("abc") && !hash.fits("abd") && !hash.fits(""));
    }

    #[test]
    fn no_two_secrets_are_alike() {
        let secrets: Vec<String> = (0..100).map(|_| new_secret().expect("random bytes")).collect();
        let distinct: std::collections::HashSet<&String> = secrets.iter().collect();
        assert_eq!((distinct.len(), secrets[0].len()), (100, 2 * SECRET_BYTES));
    }
}
