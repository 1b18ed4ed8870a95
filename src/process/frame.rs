//! Sends and receives blocks of bytes through the pipes to and from processes that read. A block is its length, eight bytes
//! with the least significant one first, and then as many bytes.

use std::io::{self, Read, Write};

/// Sends a block.
pub fn send(pipe: &mut impl Write, block: &[u8]) -> io::Result<()> {
    pipe.write_all(&(block.len() as u64).to_le_bytes())?;
    pipe.write_all(block)
}

/// Receives a block. If the other side has ended, that is an error.
pub fn receive(pipe: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut length = [0; 8];
    pipe.read_exact(&mut length)?;
    let length = u64::from_le_bytes(length);
    let mut block = Vec::new();
    // The length is not trusted: the buffer grows with the bytes that arrive.
    pipe.take(length).read_to_end(&mut block)?;
    if block.len() as u64 == length { Ok(block) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_received_as_sent() {
        let mut pipe = Vec::new();
        for block in [&b"one"[..], b"", b"three"] {
            send(&mut pipe, block).expect("memory");
        }
        let mut end = &pipe[..];
        assert_eq!([(); 3].map(|()| receive(&mut end).expect("a block")), [&b"one"[..], b"", b"three"]);
        assert!(receive(&mut end).is_err());
        assert!(receive(&mut &pipe[..9]).is_err(), "a block that is cut");
        assert!(receive(&mut &u64::MAX.to_le_bytes()[..]).is_err(), "a length without its block");
    }
}
