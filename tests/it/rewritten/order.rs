//! Changes the order of painting (ISO 32000-2, 8.2): lines, and texts that are placed by a matrix, are painted in any
//! order.
//!
//! Each piece is made independent of the pieces before it. It stands between `q` and `Q`, and sets up the graphics
//! state in which it was painted. Pieces that cover an area (pictures, backgrounds, forms) keep their place: what was
//! painted before them stays before them, and what was painted after them stays after them.

use lopdf::content::Operation;
use lopdf::{Document, Object};

use super::altered;
use super::content::{encode, page_operations, pages, set_page_content};
use super::random::Random;

/// A filled area no thicker than this is a line.
const LINE: f32 = 3.0;

/// An operation as it stands in a content stream, on a line of its own.
fn written(operation: &Operation) -> Vec<u8> {
    let mut content = encode(std::slice::from_ref(operation));
    content.push(b'\n');
    content
}

/// The operators that set up the current graphics state.
#[derive(Clone, Default)]
struct State {
    /// The operators `cm` and those of clips, in their order.
    space: Vec<u8>,
    /// The operators that set parameters, by the parameter. The parameter that was set last is the last.
    parameters: Vec<(String, Vec<Vec<u8>>)>,
    /// The linear part of the transformation.
    matrix: [f32; 4],
}

impl State {
    fn start() -> Self {
        Self { matrix: [1.0, 0.0, 0.0, 1.0], ..Self::default() }
    }

    fn concatenate(&mut self, operation: &Operation) {
        let operand = |index: usize| operation.operands[index].as_float().expect("a number");
        let [a, b, c, d] = [operand(0), operand(1), operand(2), operand(3)];
        let [e, f, g, h] = self.matrix;
        self.matrix = [a * e + b * g, a * f + b * h, c * e + d * g, c * f + d * h];
        self.space.extend(written(operation));
    }

    fn set(&mut self, key: &str, operation: &Operation) {
        let before = self.parameters.iter().position(|(parameter, _)| parameter == key);
        let mut operations = before.map(|index| self.parameters.remove(index).1).unwrap_or_default();
        // A colour belongs to the colour space that was set before it, so that operator is kept, too.
        operations.truncate(usize::from(matches!(operation.operator.as_str(), "sc" | "scn" | "SC" | "SCN")));
        operations.push(written(operation));
        self.parameters.push((key.to_owned(), operations));
    }

    /// Follows an operator, and gives whether it sets anything in the graphics state.
    fn follow(&mut self, operation: &Operation) -> bool {
        match operation.operator.as_str() {
            "g" | "rg" | "k" | "cs" | "sc" | "scn" => self.set("fill", operation),
            "G" | "RG" | "K" | "CS" | "SC" | "SCN" => self.set("stroke", operation),
            "gs" => self.set(&format!("gs {:?}", operation.operands), operation),
            operator @ ("w" | "J" | "j" | "M" | "d" | "ri" | "i" | "Tc" | "Tw" | "Tz" | "TL" | "Tf" | "Tr" | "Ts") => {
                self.set(operator, operation);
            }
            "TD" => {
                let leading = Object::Real(-operation.operands[1].as_float().expect("a number"));
                self.set("TL", &Operation::new("TL", vec![leading]));
            }
            _ => return false,
        }
        true
    }

    /// Operators as an independent piece that sets up this state first.
    fn alone(&self, operations: &[u8]) -> Vec<u8> {
        let parameters = self.parameters.iter().flat_map(|(_, operations)| operations).flatten();
        let state = self.space.iter().chain(parameters);
        b"q\n".iter().chain(state).chain(operations).chain(b"Q\n").copied().collect()
    }

    /// Whether a path is no thicker than a line. A curve counts as the box around its points.
    fn is_thin(&self, path: &[Operation]) -> bool {
        let (mut low, mut high) = ([f32::MAX; 2], [f32::MIN; 2]);
        let mut reach = |x: f32, y: f32| {
            let [a, b, c, d] = self.matrix;
            for (axis, at) in [a * x + c * y, b * x + d * y].into_iter().enumerate() {
                low[axis] = low[axis].min(at);
                high[axis] = high[axis].max(at);
            }
        };
        for operation in path {
            let numbers: Vec<_> =
                operation.operands.iter().map(|operand| operand.as_float().expect("a number")).collect();
            match (operation.operator.as_str(), numbers.as_slice()) {
                ("re", [x, y, width, height]) => {
                    reach(*x, *y);
                    reach(x + width, y + height);
                }
                (_, points) => points.as_chunks().0.iter().for_each(|[x, y]| reach(*x, *y)),
            }
        }
        (high[0] - low[0]).min(high[1] - low[1]) <= LINE
    }
}

/// An independent piece of the page.
struct Piece {
    content: Vec<u8>,
    /// Whether it covers an area.
    covers: bool,
}

/// Takes a page apart into pieces.
struct Pieces {
    state: State,
    saved: Vec<State>,
    path: Vec<Operation>,
    clip: Option<Operation>,
    pieces: Vec<Piece>,
}

impl Pieces {
    /// The pieces of a page. `None` if its content says something about a range of operations that would no longer be
    /// true.
    fn of(operations: &[Operation]) -> Option<Vec<Piece>> {
        let mut pieces =
            Self { state: State::start(), saved: Vec::new(), path: Vec::new(), clip: None, pieces: Vec::new() };
        let mut rest = operations;
        while let Some((operation, others)) = rest.split_first() {
            rest = others;
            if operation.operator == "BT" {
                let end = rest.iter().position(|operation| operation.operator == "ET")?;
                pieces.text(&rest[..end])?;
                rest = &rest[end + 1..];
            } else {
                pieces.take(operation)?;
            }
        }
        Some(pieces.pieces)
    }

    fn add(&mut self, operations: &[u8], covers: bool) {
        self.pieces.push(Piece { content: self.state.alone(operations), covers });
    }

    fn take(&mut self, operation: &Operation) -> Option<()> {
        match operation.operator.as_str() {
            "q" => self.saved.push(self.state.clone()),
            "Q" => self.state = self.saved.pop()?,
            "cm" => self.state.concatenate(operation),
            "m" | "l" | "c" | "v" | "y" | "h" | "re" => self.path.push(operation.clone()),
            "W" | "W*" => self.clip = Some(operation.clone()),
            "S" | "s" | "f" | "F" | "f*" | "B" | "B*" | "b" | "b*" | "n" => self.paint(operation),
            "Do" | "sh" | "BI" => self.add(&written(operation), true),
            "BMC" | "BDC" | "EMC" => return tags_only(operation),
            _ => {
                self.state.follow(operation).then_some(())?;
            }
        }
        Some(())
    }

    fn paint(&mut self, operation: &Operation) {
        let path = std::mem::take(&mut self.path);
        if operation.operator != "n" {
            let covers = match operation.operator.as_str() {
                "S" | "s" => false,
                "f" | "F" | "f*" => !self.state.is_thin(&path),
                _ => true,
            };
            self.add(&path.iter().chain([operation]).flat_map(written).collect::<Vec<_>>(), covers);
        }
        if let Some(clip) = self.clip.take() {
            self.state.space.extend(path.iter().chain([&clip]).flat_map(written).chain(*b"n\n"));
        }
    }

    /// Takes a text object apart, into one piece for each text matrix.
    fn text(&mut self, operations: &[Operation]) -> Option<()> {
        let mut start = self.state.clone();
        let mut piece = Vec::new();
        for operation in operations {
            match operation.operator.as_str() {
                "Tm" => {
                    self.end_text(&start, &std::mem::take(&mut piece));
                    start = self.state.clone();
                }
                "BMC" | "BDC" | "EMC" => {
                    tags_only(operation)?;
                    continue;
                }
                // Glyphs that are added to the clip would no longer clip what comes after them.
                "Tr" if operation.operands[0].as_i64().is_ok_and(|mode| mode > 3) => return None,
                // This operator sets the spacings, too. No fixture has it.
                "\"" => return None,
                _ => {
                    self.state.follow(operation);
                }
            }
            piece.push(operation);
        }
        self.end_text(&start, &piece);
        Some(())
    }

    fn end_text(&mut self, start: &State, operations: &[&Operation]) {
        if operations.iter().any(|operation| matches!(operation.operator.as_str(), "Tj" | "TJ" | "'")) {
            let content = operations.iter().flat_map(|operation| written(operation));
            let text: Vec<_> = b"BT\n".iter().copied().chain(content).chain(*b"ET\n").collect();
            self.pieces.push(Piece { content: start.alone(&text), covers: false });
        }
    }
}

/// `Some` if marked content can be left out: if it only points into the structure tree, or marks page furniture.
/// Optional content, replacement texts, and properties in the resources cannot be left out.
fn tags_only(operation: &Operation) -> Option<()> {
    match operation.operands.as_slice() {
        [Object::Name(tag), properties] => {
            let replaced = properties.as_dict().is_ok_and(|properties| !properties.has(b"ActualText"));
            (tag != b"OC" && replaced).then_some(())
        }
        _ => Some(()),
    }
}

/// With fewer pieces to reorder, a file does not count as rewritten.
const LEAST: usize = 100;

/// Reorders the pieces between two pieces that cover an area, and gives how many pieces it has reordered.
fn reordered(document: &mut Document, mut reorder: impl FnMut(&mut [Piece])) -> usize {
    let mut count = 0;
    for page in pages(document) {
        let Some(mut pieces) = Pieces::of(&page_operations(document, page)) else { continue };
        for stretch in pieces.chunk_by_mut(|before, after| !before.covers && !after.covers) {
            if stretch.len() > 1 {
                count += stretch.len();
                reorder(stretch);
            }
        }
        let content = pieces.into_iter().flat_map(|piece| piece.content).collect();
        set_page_content(document, page, content);
    }
    if count < LEAST { 0 } else { count }
}

#[test]
fn backwards() {
    altered(25, |document| reordered(document, |pieces| pieces.reverse()));
}

#[test]
fn shuffled() {
    altered(25, |document| {
        let mut random = Random::new(3);
        reordered(document, |pieces| random.shuffle(pieces))
    });
}
