//! Encryption with an empty user password (ISO 32000-2, 7.6), with which everybody can open the file.

use std::collections::BTreeMap;
use std::sync::Arc;

use lopdf::encryption::crypt_filters::{Aes128CryptFilter, Aes256CryptFilter, CryptFilter};
use lopdf::{Document, EncryptionState, EncryptionVersion, Object, Permissions, StringFormat};

use super::{read_again, saved};

const OWNER: &str = "owner";
const FILTER: &[u8] = b"StdCF";

fn encrypted(version: impl Fn(&Document) -> EncryptionVersion<'_>) {
    read_again(30, |original| {
        // Deriving a key is slow by design. For many small files it would take longer than reading them.
        if original.name.starts_with("reader/") {
            return None;
        }
        let mut document = original.document.clone();
        // The identifier of the file goes into the key.
        let identifier = || Object::String(b"0123456789abcdef".to_vec(), StringFormat::Hexadecimal);
        document.trailer.set("ID", vec![identifier(), identifier()]);
        let state = EncryptionState::try_from(version(&document)).expect("a key");
        document.encrypt(&state).expect("a file that can be encrypted");
        Some(saved(&mut document))
    });
}

fn filters(filter: impl CryptFilter + 'static) -> BTreeMap<Vec<u8>, Arc<dyn CryptFilter>> {
    BTreeMap::from([(FILTER.to_vec(), Arc::new(filter) as Arc<dyn CryptFilter>)])
}

#[test]
fn rc4_with_40_bits() {
    encrypted(|document| EncryptionVersion::V1 {
        document,
        owner_password: OWNER,
        user_password: "",
        permissions: Permissions::empty(),
    });
}

#[test]
fn rc4_with_128_bits() {
    encrypted(|document| EncryptionVersion::V2 {
        document,
        owner_password: OWNER,
        user_password: "",
        key_length: 128,
        permissions: Permissions::empty(),
    });
}

#[test]
fn aes_with_128_bits() {
    encrypted(|document| EncryptionVersion::V4 {
        document,
        encrypt_metadata: true,
        crypt_filters: filters(Aes128CryptFilter),
        stream_filter: FILTER.to_vec(),
        string_filter: FILTER.to_vec(),
        owner_password: OWNER,
        user_password: "",
        permissions: Permissions::empty(),
    });
}

#[test]
fn aes_with_256_bits() {
    encrypted(|_| EncryptionVersion::V5 {
        encrypt_metadata: true,
        crypt_filters: filters(Aes256CryptFilter),
        file_encryption_key: b"a key of 32 bytes, the same ever",
        stream_filter: FILTER.to_vec(),
        string_filter: FILTER.to_vec(),
        owner_password: OWNER,
        user_password: "",
        permissions: Permissions::empty(),
    });
}
