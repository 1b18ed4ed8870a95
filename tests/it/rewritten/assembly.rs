//! Writes files object by object, for forms of files that lopdf does not write.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};

use super::{originals, read_again};

/// A file with a cross-reference table that is being written.
pub struct Assembly {
    bytes: Vec<u8>,
    offsets: BTreeMap<ObjectId, usize>,
}

impl Assembly {
    pub fn new() -> Self {
        Self { bytes: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec(), offsets: BTreeMap::new() }
    }

    /// The offset of the next object.
    fn position(&self) -> usize {
        self.bytes.len()
    }

    /// Writes an indirect object with this value.
    pub fn object(&mut self, id: ObjectId, value: &[u8]) {
        self.offsets.insert(id, self.position());
        self.bytes.extend(format!("{} {} obj\n", id.0, id.1).bytes());
        self.bytes.extend(value);
        self.bytes.extend(b"\nendobj\n");
    }

    /// Ends the file. The table has a section for each run of object numbers, and the hidden objects are free entries
    /// in it. The trailer is made last, because it has the size of the table.
    pub fn end(mut self, hidden: &[u32], trailer: impl FnOnce(i64) -> Vec<u8>) -> Vec<u8> {
        let used = self
            .offsets
            .iter()
            .map(|((number, generation), offset)| (*number, format!("{offset:010} {generation:05} n\r\n")));
        let free = hidden.iter().map(|number| (*number, "0000000000 65535 f\r\n".to_owned()));
        let entries: BTreeMap<u32, String> =
            used.chain(free).chain([(0, "0000000000 65535 f\r\n".to_owned())]).collect();
        let start = self.position();
        self.bytes.extend(b"xref\n");
        let entries: Vec<_> = entries.into_iter().collect();
        for section in entries.chunk_by(|(before, _), (after, _)| before + 1 == *after) {
            self.bytes.extend(format!("{} {}\n", section[0].0, section.len()).bytes());
            self.bytes.extend(section.iter().flat_map(|(_, entry)| entry.bytes()));
        }
        let size = i64::from(entries.last().expect("an entry").0) + 1;
        self.bytes.extend(b"trailer\n");
        self.bytes.extend(trailer(size));
        self.bytes.extend(format!("\nstartxref\n{start}\n%%EOF\n").bytes());
        self.bytes
    }
}

fn written(object: &Object) -> Vec<u8> {
    let mut bytes = Vec::new();
    lopdf::Writer::write_object(&mut bytes, object).expect("memory");
    bytes
}

/// Whether a reader of PDF 1.4 need not see an object. It must see streams and the objects that lead to the pages.
fn may_be_hidden(id: ObjectId, object: &Object) -> bool {
    let kind = object.as_dict().ok().and_then(|dictionary| dictionary.get(b"Type").ok()?.as_name().ok());
    id.1 == 0 && !matches!(object, Object::Stream(_)) && !matches!(kind, Some(b"Catalog" | b"Pages" | b"Page"))
}

/// A hybrid-reference file (7.5.8.4): its table calls the hidden objects free, and a cross-reference stream beside it
/// finds them in an object stream.
fn hybrid(document: &Document) -> Vec<u8> {
    let (hidden, seen): (Vec<_>, Vec<_>) =
        document.objects.iter().partition(|(id, object)| may_be_hidden(**id, object));
    let mut file = Assembly::new();
    for (id, object) in seen {
        file.object(*id, &written(object));
    }
    let (container, cross_references) = (document.max_id + 1, document.max_id + 2);

    let (mut header, mut values) = (Vec::new(), Vec::new());
    let (mut index, mut entries) = (Vec::new(), Vec::new());
    for (place, (id, object)) in (0_u16..).zip(&hidden) {
        header.extend(format!("{} {} ", id.0, values.len()).bytes());
        values.extend(written(object));
        values.push(b'\n');
        index.extend([Object::from(i64::from(id.0)), Object::from(1)]);
        entries.push(2);
        entries.extend(container.to_be_bytes());
        entries.extend(place.to_be_bytes());
    }
    let length = |length: usize| i64::try_from(length).expect("a length");
    let first = length(header.len());
    let dictionary = dictionary! { "Type" => "ObjStm", "N" => length(hidden.len()), "First" => first };
    file.object((container, 0), &written(&Stream::new(dictionary, [header, values].concat()).into()));

    let size = i64::from(cross_references) + 1;
    let widths = [1, 4, 2].map(Object::from).to_vec();
    let dictionary = dictionary! { "Type" => "XRef", "Size" => size, "W" => widths, "Index" => index };
    let position = length(file.position());
    file.object((cross_references, 0), &written(&Stream::new(dictionary, entries).into()));

    let numbers: Vec<_> = hidden.iter().map(|(id, _)| id.0).collect();
    file.end(&numbers, |size| {
        let mut trailer: Dictionary = document.trailer.clone();
        trailer.set("Size", size);
        trailer.set("XRefStm", position);
        written(&trailer.into())
    })
}

#[test]
fn hybrid_reference_files() {
    read_again(originals().len(), |original| Some(hybrid(&original.document)));
}
