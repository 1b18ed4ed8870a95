//! Decodes the data of a stream with its filters (ISO 32000-1, 7.4). Data that are not complete are an error.
//!
//! lopdf gives what it could decode of a broken Flate stream without an error, and a page that lost its second half would pass
//! for a short page. So Flate is decoded here, where the end of the data is checked, and the other filters are left to lopdf.

use flate2::{Decompress, FlushDecompress, Status};
use lopdf::{DecompressError, Dictionary, Object, Stream};

use super::conversions::as_integer;

/// Why a stream gives no bytes.
#[derive(Debug, PartialEq)]
pub(super) enum Failure {
    /// It is damaged. The text continues a sentence that begins with the name of the stream.
    Damaged(&'static str),
    /// It decodes to more bytes than allowed.
    TooLarge,
}

pub(super) const INCOMPLETE: Failure = Failure::Damaged("ends before its data does");
const CORRUPT: Failure = Failure::Damaged("holds data that cannot be decoded");

/// Bytes of the checksum at the end of zlib data.
const CHECKSUM_LENGTH: usize = 4;
/// Bytes of the header of zlib data.
const HEADER_LENGTH: usize = 2;

/// A filter by its name, with its parameters.
pub(super) type Filter<'a> = (&'a [u8], Option<Dictionary>);

/// Applies the filters of a stream to its content. At most `limit` bytes may come out of each filter. The result reuses the
/// memory of `room` where possible.
pub(super) fn decode(
    content: &[u8],
    filters: Vec<Filter<'_>>,
    limit: usize,
    room: Vec<u8>,
) -> Result<Vec<u8>, Failure> {
    let mut data: Option<Vec<u8>> = None;
    let mut room = Some(room);
    for (name, parameters) in filters {
        let input = data.as_deref().unwrap_or(content);
        let predicted = parameters
            .as_ref()
            .and_then(|parameters| parameters.get(b"Predictor").ok())
            .and_then(as_integer)
            .is_some_and(|predictor| predictor > 1);
        data = Some(match name {
            b"Crypt" => continue,
            b"FlateDecode" | b"Fl" => {
                let inflated = inflate(input, limit, room.take().unwrap_or_default())?;
                if predicted { by_lopdf(b"FlateDecode", parameters, input, limit)? } else { inflated }
            }
            b"LZW" => by_lopdf(b"LZWDecode", parameters, input, limit)?,
            b"A85" => by_lopdf(b"ASCII85Decode", parameters, input, limit)?,
            b"AHx" => by_lopdf(b"ASCIIHexDecode", parameters, input, limit)?,
            b"RL" => by_lopdf(b"RunLengthDecode", parameters, input, limit)?,
            name => by_lopdf(name, parameters, input, limit)?,
        });
    }
    match data {
        Some(data) => Ok(data),
        None if content.len() > limit => Err(Failure::TooLarge),
        None => {
            let mut data = room.unwrap_or_default();
            data.clear();
            data.extend_from_slice(content);
            Ok(data)
        }
    }
}

fn by_lopdf(filter: &[u8], parameters: Option<Dictionary>, input: &[u8], limit: usize) -> Result<Vec<u8>, Failure> {
    let mut dictionary = Dictionary::new();
    dictionary.set("Filter", Object::Name(filter.to_vec()));
    if let Some(parameters) = parameters {
        dictionary.set("DecodeParms", Object::Dictionary(parameters));
    }
    let stream = Stream::new(dictionary, input.to_vec());
    stream.decompressed_content_with_limit(limit).map_err(|error| match error {
        lopdf::Error::Decompress(DecompressError::MemoryLimitExceeded { .. }) => Failure::TooLarge,
        lopdf::Error::Unimplemented(_) => Failure::Damaged("has a filter that is not known"),
        _ => CORRUPT,
    })
}

/// Decodes zlib data and makes sure that they are complete, with their end mark and their checksum.
///
/// Data without the zlib header count as complete, and so do data that lack only the checksum or a part of it.
fn inflate(input: &[u8], limit: usize, room: Vec<u8>) -> Result<Vec<u8>, Failure> {
    if input.is_empty() {
        return Ok(Vec::new());
    }
    let failure = match run(input, true, limit, room) {
        Ok((output, _)) => return Ok(output),
        Err(Failure::TooLarge) => return Err(Failure::TooLarge),
        Err(failure) => failure,
    };
    if let Some(body) = input.get(HEADER_LENGTH..)
        && let Ok((output, read)) = run(body, false, limit, Vec::new())
        && let Some(checksum) = body.get(read..)
        && checksum.len() < CHECKSUM_LENGTH
        && adler32(&output).to_be_bytes().starts_with(checksum)
    {
        return Ok(output);
    }
    match run(input, false, limit, Vec::new()) {
        Ok((output, _)) => Ok(output),
        Err(_) => Err(failure),
    }
}

/// The checksum at the end of zlib data (RFC 1950).
fn adler32(data: &[u8]) -> u32 {
    const MODULUS: u32 = 65_521;
    let (low, high) = data.iter().fold((1, 0), |(low, high), byte| {
        let low = (low + u32::from(*byte)) % MODULUS;
        (low, (high + low) % MODULUS)
    });
    high << 16 | low
}

/// Runs the decoder over the input; also gives how much of the input it read.
fn run(input: &[u8], zlib: bool, limit: usize, mut output: Vec<u8>) -> Result<(Vec<u8>, usize), Failure> {
    /// Content streams are usually compressed to about a fifth.
    const USUAL_RATIO: usize = 5;
    let mut decoder = Decompress::new(zlib);
    output.clear();
    output.reserve(input.len().saturating_mul(USUAL_RATIO).clamp(64, limit.max(64)));
    loop {
        let read = usize::try_from(decoder.total_in()).unwrap_or(usize::MAX);
        let written = output.len();
        let rest = input.get(read..).unwrap_or_default();
        let status = decoder.decompress_vec(rest, &mut output, FlushDecompress::None).map_err(|_| CORRUPT)?;
        let read_now = usize::try_from(decoder.total_in()).unwrap_or(usize::MAX);
        if output.len() > limit {
            return Err(Failure::TooLarge);
        }
        if status == Status::StreamEnd {
            return Ok((output, read_now));
        }
        if output.len() == output.capacity() {
            // There is room for one byte more than allowed: if it is filled, there are too many.
            output.reserve_exact(output.capacity().min(limit.saturating_add(1).saturating_sub(output.len())).max(1));
        } else if read_now == read && output.len() == written {
            return Err(INCOMPLETE);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    const LIMIT: usize = 1 << 20;

    fn deflate(data: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(data).unwrap();
        encoder.finish().unwrap()
    }

    fn inflated(input: &[u8]) -> Result<Vec<u8>, Failure> {
        inflate(input, LIMIT, b"bytes of another stream".to_vec())
    }

    /// Data that does not shrink to nothing.
    fn sample() -> Vec<u8> {
        (0..20_000_u32).flat_map(|number| number.wrapping_mul(2_654_435_761).to_be_bytes()).collect()
    }

    #[test]
    fn whole_data_decodes() {
        let data = sample();
        assert_eq!(inflated(&deflate(&data)), Ok(data));
    }

    #[test]
    fn cut_data_is_noticed() {
        let packed = deflate(&sample());
        assert_eq!(inflated(&packed[..packed.len() / 2]), Err(INCOMPLETE));
    }

    #[test]
    fn only_the_checksum_may_be_missing() {
        let data = sample();
        let packed = deflate(&data);
        for missing in 1..=4 {
            assert_eq!(inflated(&packed[..packed.len() - missing]), Ok(data.clone()));
        }
        let mut wrong = packed[..packed.len() - 1].to_vec();
        wrong[packed.len() - 2] ^= 1;
        assert!(inflated(&wrong).is_err());
    }

    #[test]
    fn a_changed_byte_is_noticed() {
        let mut packed = deflate(&sample());
        let middle = packed.len() / 2;
        packed[middle] ^= 0x10;
        assert!(inflated(&packed).is_err());
    }

    #[test]
    fn bombs_are_refused() {
        assert_eq!(inflated(&deflate(&vec![0; LIMIT + 1])), Err(Failure::TooLarge));
    }
}
