//! Encodes the data of streams with other filters (ISO 32000-2, 7.4).

use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use lopdf::{Dictionary, Document, Object, Stream, dictionary};

use super::{altered, originals};

/// The filters that lose nothing: all except those of pictures.
const LOSSLESS: [&[u8]; 5] = [b"FlateDecode", b"LZWDecode", b"ASCII85Decode", b"ASCIIHexDecode", b"RunLengthDecode"];

/// The most columns of a predictor's row.
const COLUMNS: usize = 64;

/// Whether a stream is a font program. These are large, and the reader looks into few of them, so they are left as they
/// are.
fn is_font_program(stream: &Dictionary) -> bool {
    let subtype = stream.get(b"Subtype").and_then(Object::as_name).ok();
    stream.has(b"Length1") || matches!(subtype, Some(b"Type1C" | b"CIDFontType0C" | b"OpenType"))
}

/// Encodes the data of every stream anew, except font programs and pictures. `code` sets the filters in the dictionary
/// and gives the encoded data.
fn recoded(document: &mut Document, code: impl Fn(&mut Dictionary, Vec<u8>) -> Vec<u8>) -> usize {
    let mut recoded = 0;
    for object in document.objects.values_mut() {
        let Object::Stream(stream) = object else { continue };
        if is_font_program(&stream.dict)
            || stream.filters().is_ok_and(|filters| filters.iter().any(|filter| !LOSSLESS.contains(filter)))
        {
            continue;
        }
        let data = stream.get_plain_content().expect("a stream that can be decoded");
        let mut dictionary = std::mem::take(&mut stream.dict);
        dictionary.remove(b"Filter");
        dictionary.remove(b"DecodeParms");
        let data = code(&mut dictionary, data);
        *stream = Stream::new(dictionary, data);
        recoded += 1;
    }
    recoded
}

/// Tests that all fixtures are read the same with their streams encoded like this.
fn every_stream(code: impl Fn(&mut Dictionary, Vec<u8>) -> Vec<u8>) {
    altered(originals().len(), |document| recoded(document, &code));
}

fn names(names: &[&str]) -> Vec<Object> {
    names.iter().map(|name| Object::from(*name)).collect()
}

fn deflate(data: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(data).expect("memory");
    encoder.finish().expect("memory")
}

fn ascii_hex(data: &[u8]) -> Vec<u8> {
    let mut coded = Vec::with_capacity(data.len() * 2 + data.len() / 16);
    for (line, bytes) in data.chunks(32).enumerate() {
        for byte in bytes {
            let digits = if line % 2 == 0 { b"0123456789abcdef" } else { b"0123456789ABCDEF" };
            coded.extend([digits[usize::from(byte >> 4)], digits[usize::from(byte & 15)]]);
        }
        coded.push(b'\n');
    }
    coded.push(b'>');
    coded
}

fn ascii_85(data: &[u8]) -> Vec<u8> {
    let mut coded = Vec::with_capacity(data.len() * 4 / 3);
    for (index, group) in data.chunks(4).enumerate() {
        let mut bytes = [0; 4];
        bytes[..group.len()].copy_from_slice(group);
        let mut rest = u32::from_be_bytes(bytes);
        if rest == 0 && group.len() == 4 {
            coded.push(b'z');
        } else {
            let mut digits = [0; 5];
            for digit in digits.iter_mut().rev() {
                *digit = b'!' + u8::try_from(rest % 85).expect("a digit");
                rest /= 85;
            }
            coded.extend(&digits[..=group.len()]);
        }
        if index % 15 == 14 {
            coded.push(b'\n');
        }
    }
    coded.extend(b"~>");
    coded
}

/// Encodes runs of equal bytes as runs, and copies single bytes.
fn run_length(data: &[u8]) -> Vec<u8> {
    let mut coded = Vec::new();
    let length = |count: usize| u8::try_from(count).expect("at most 128");
    for run in data.chunk_by(|left, right| left == right).flat_map(|run| run.chunks(128)) {
        if run.len() > 1 {
            coded.extend([length(257 - run.len()), run[0]]);
        } else {
            coded.extend([0, run[0]]);
        }
    }
    coded.push(128);
    coded
}

/// Encodes every byte as its own code. The table is cleared before the codes grow to ten bits.
fn lzw(data: &[u8]) -> Vec<u8> {
    const CLEAR: u16 = 256;
    const END: u16 = 257;
    let codes = data
        .chunks(200)
        .flat_map(|bytes| std::iter::once(CLEAR).chain(bytes.iter().map(|byte| u16::from(*byte))))
        .chain([END]);
    let (mut coded, mut bits, mut count) = (Vec::new(), 0_u32, 0);
    for code in codes {
        bits = bits << 9 | u32::from(code);
        count += 9;
        while count >= 8 {
            count -= 8;
            coded.push((bits >> count & 0xff) as u8);
        }
    }
    coded.push((bits << (8 - count) & 0xff) as u8);
    coded
}

/// Predicts each row by the next of the PNG filters in turn (7.4.4.4), and gives the parameters of the predictor. All
/// rows are whole: their length divides that of the data.
fn png_predicted(data: &[u8]) -> (Vec<u8>, Dictionary) {
    let columns = (1..=COLUMNS).rev().find(|columns| data.len().is_multiple_of(*columns)).unwrap_or(1);
    let mut coded = Vec::new();
    let mut above = [0_u8; COLUMNS];
    for (row, bytes) in data.chunks(columns).enumerate() {
        let filter = row % 5;
        coded.push(u8::try_from(filter).expect("below 5"));
        for (index, byte) in bytes.iter().enumerate() {
            let (left, upper_left) = match index.checked_sub(1) {
                Some(before) => (bytes[before], above[before]),
                None => (0, 0),
            };
            let up = above[index];
            coded.push(byte.wrapping_sub(match filter {
                0 => 0,
                1 => left,
                2 => up,
                3 => left.midpoint(up),
                _ => paeth(left, up, upper_left),
            }));
        }
        above[..bytes.len()].copy_from_slice(bytes);
    }
    let columns = i64::try_from(columns).expect("few columns");
    (coded, dictionary! { "Predictor" => 15, "Columns" => columns })
}

fn paeth(left: u8, up: u8, upper_left: u8) -> u8 {
    let estimate = i16::from(left) + i16::from(up) - i16::from(upper_left);
    let distance = |byte: u8| (estimate - i16::from(byte)).abs();
    // Of several that are nearest the first counts, and `min_by_key` gives the first.
    [left, up, upper_left].into_iter().min_by_key(|byte| distance(*byte)).expect("three bytes")
}

#[test]
fn no_filter() {
    every_stream(|_, data| data);
}

#[test]
fn flate() {
    every_stream(|dictionary, data| {
        dictionary.set("Filter", "FlateDecode");
        deflate(&data)
    });
}

#[test]
fn flate_with_png_predictors() {
    every_stream(|dictionary, data| {
        let (predicted, parameters) = png_predicted(&data);
        dictionary.set("Filter", "FlateDecode");
        dictionary.set("DecodeParms", parameters);
        deflate(&predicted)
    });
}

#[test]
fn lzw_codes() {
    every_stream(|dictionary, data| {
        dictionary.set("Filter", names(&["LZWDecode"]));
        lzw(&data)
    });
}

#[test]
fn run_lengths() {
    every_stream(|dictionary, data| {
        dictionary.set("Filter", "RunLengthDecode");
        run_length(&data)
    });
}

#[test]
fn hexadecimal() {
    every_stream(|dictionary, data| {
        dictionary.set("Filter", "ASCIIHexDecode");
        ascii_hex(&data)
    });
}

#[test]
fn base_85_over_flate() {
    every_stream(|dictionary, data| {
        dictionary.set("Filter", names(&["ASCII85Decode", "FlateDecode"]));
        dictionary.set("DecodeParms", vec![Object::Null, Object::Null]);
        ascii_85(&deflate(&data))
    });
}

#[test]
fn three_filters_with_predictors_at_the_end() {
    every_stream(|dictionary, data| {
        let (predicted, parameters) = png_predicted(&data);
        dictionary.set("Filter", names(&["ASCIIHexDecode", "ASCII85Decode", "FlateDecode"]));
        dictionary.set("DecodeParms", vec![Object::Null, Object::Null, Object::Dictionary(parameters)]);
        ascii_hex(&ascii_85(&deflate(&predicted)))
    });
}
