//! The messages between the service and a reader process, which are sent through pipes.
//!
//! ```text
//! service → reader   length u64 · the grammars as JSON, once, if they are not the built-in ones alone
//! service → reader   what is asked for u8 · length u64 · the PDF
//! reader → service   verdict u8 · pages u32 · length u64 · the answer as JSON, or the reason
//! ```
//! Numbers are little-endian.

use std::io::{self, Read, Write};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

use crate::process::envelope::Asked;

/// A file to be read.
pub struct Order {
    pub asked: Asked,
    pub file: Vec<u8>,
}

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The payload is the answer, in its envelope.
    Read,
    /// The file is no report that can be read: the payload says why.
    Refused,
    /// The reader is at fault: the payload says where.
    Defect,
}

/// What a reader made of a file.
#[derive(Debug, PartialEq, Eq)]
pub struct Reply {
    pub verdict: Verdict,
    /// The number of pages of the report; 0 if it was not read.
    pub pages: u32,
    pub payload: Vec<u8>,
}

const REPLY_HEAD: usize = 13;
const ORDER_HEAD: usize = 9;

/// One byte with a bit for each thing that can be asked for.
fn bits(asked: Asked) -> u8 {
    let Asked { classify, lenient, places, audit } = asked;
    [classify, lenient, places, audit].iter().rev().fold(0, |bits, &bit| bits << 1 | u8::from(bit))
}

fn asked_for(bits: u8) -> Asked {
    let bit = |place: u8| bits >> place & 1 == 1;
    Asked { classify: bit(0), lenient: bit(1), places: bit(2), audit: bit(3) }
}

/// Writes a block, as `process::frame` does.
pub async fn send_block(output: &mut (impl AsyncWrite + Unpin), block: &[u8]) -> io::Result<()> {
    output.write_all(&(block.len() as u64).to_le_bytes()).await?;
    output.write_all(block).await
}

impl Order {
    /// Writes the order to a reader.
    pub async fn send(&self, output: &mut (impl AsyncWrite + Unpin)) -> io::Result<()> {
        let mut head = [0; ORDER_HEAD];
        head[0] = bits(self.asked);
        head[1..].copy_from_slice(&(self.file.len() as u64).to_le_bytes());
        output.write_all(&head).await?;
        output.write_all(&self.file).await?;
        output.flush().await
    }

    /// Reads the next order; `None` if the service has ended.
    pub fn receive(input: &mut impl Read) -> io::Result<Option<Self>> {
        let mut head = [0; ORDER_HEAD];
        match input.read_exact(&mut head) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
            read => read?,
        }
        let [asked, length @ ..] = head;
        let length = u64::from_le_bytes(length);
        let mut file = Vec::new();
        input.take(length).read_to_end(&mut file)?;
        if file.len() as u64 == length { Ok(Some(Self { asked: asked_for(asked), file })) } else { Ok(None) }
    }
}

impl Reply {
    /// Writes the reply to the service.
    pub fn send(&self, output: &mut impl Write) -> io::Result<()> {
        let mut head = [0; REPLY_HEAD];
        head[0] = match self.verdict {
            Verdict::Read => 0,
            Verdict::Refused => 1,
            Verdict::Defect => 2,
        };
        head[1..5].copy_from_slice(&self.pages.to_le_bytes());
        head[5..].copy_from_slice(&(self.payload.len() as u64).to_le_bytes());
        output.write_all(&head)?;
        output.write_all(&self.payload)?;
        output.flush()
    }

    /// Reads the reply of a reader.
    pub async fn receive(input: &mut (impl AsyncRead + Unpin)) -> io::Result<Self> {
        let verdict = match input.read_u8().await? {
            0 => Verdict::Read,
            1 => Verdict::Refused,
            _ => Verdict::Defect,
        };
        let pages = input.read_u32_le().await?;
        let length = input.read_u64_le().await?;
        let mut payload = Vec::new();
        input.take(length).read_to_end(&mut payload).await?;
        if (payload.len() as u64) < length {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(Self { verdict, pages, payload })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_sent_is_received() {
        let mut bytes = Vec::new();
        let asked = Asked { classify: false, lenient: true, places: false, audit: true };
        Order { asked, file: b"%PDF-".to_vec() }.send(&mut bytes).await.expect("it fits");
        let received = Order::receive(&mut bytes.as_slice()).expect("whole").expect("an order");
        assert_eq!((received.asked, received.file.as_slice()), (asked, &b"%PDF-"[..]));

        let reply = Reply { verdict: Verdict::Refused, pages: 7, payload: "空".into() };
        let mut bytes = Vec::new();
        reply.send(&mut bytes).expect("it fits");
        assert_eq!(Reply::receive(&mut bytes.as_slice()).await.expect("whole"), reply);
    }

    #[tokio::test]
    async fn what_is_cut_off_is_noticed() {
        let mut order = Vec::new();
        Order { asked: Asked::default(), file: vec![1; 100] }.send(&mut order).await.expect("it fits");
        let mut reply = Vec::new();
        Reply { verdict: Verdict::Read, pages: 1, payload: vec![1; 100] }.send(&mut reply).expect("it fits");
        for kept in [0, 1, 8, 50] {
            assert!(matches!(Order::receive(&mut &order[..kept]), Ok(None)), "{kept} bytes of an order");
            assert!(Reply::receive(&mut &reply[..kept]).await.is_err(), "{kept} bytes of a reply");
        }
    }
}
