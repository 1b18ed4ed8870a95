//! Parses the forms. They are a part of this crate, so a mistake in them is a panic.

use std::collections::BTreeMap;

use super::kind::{Kind, Part, Path};
use super::{CellForm, Forms, Labels, ListPath, Node, Piece, State, Words};

impl Forms {
    pub(super) fn parse(files: &[&str]) -> Self {
        let mut forms = Self::default();
        let mut parser = Parser::default();
        for file in files {
            let mut lines = file.lines().peekable();
            while let Some(line) = lines.next() {
                if let Some(name) = line.strip_prefix("@block ") {
                    let (body, end) = parser.body(&mut lines);
                    assert_eq!(end, "@end", "the block {name} ends");
                    forms.blocks.insert(name.to_owned(), body);
                } else if let Some(words) = line.strip_prefix("@words") {
                    let (closed, words) = words.strip_prefix('!').map_or((false, words), |words| (true, words));
                    let mut words = words.split_whitespace().map(str::to_owned);
                    let name = words.next().expect("words have a name");
                    forms.words.insert(name, Words { words: words.collect(), closed });
                } else {
                    assert!(line.is_empty() || line.starts_with("//"), "outside of all blocks: {line}");
                }
            }
        }
        forms
    }
}

/// The parser, which numbers the choices of the forms.
#[derive(Default)]
struct Parser {
    choices: usize,
    named: BTreeMap<String, usize>,
}

impl Parser {
    fn choice(&mut self) -> usize {
        self.choices += 1;
        self.choices - 1
    }

    fn named_choice(&mut self, name: &str) -> usize {
        if let Some(id) = self.named.get(name) {
            return *id;
        }
        let id = self.choice();
        self.named.insert(name.to_owned(), id);
        id
    }

    /// The lines up to one that ends their body, and that line.
    fn body<'f>(&mut self, lines: &mut impl Iterator<Item = &'f str>) -> (Vec<Node>, &'f str) {
        let mut nodes = Vec::new();
        loop {
            let line = lines.next().expect("a body ends");
            if line == "@end" || line == "@or" || line == "@else" || line.starts_with("@key ") {
                return (nodes, line);
            }
            if let Some(directive) = line.strip_prefix('@') {
                nodes.push(self.directive(directive, lines));
            } else if !line.starts_with("//") {
                nodes.push(self.printed(line));
            }
        }
    }

    fn directive<'f>(&mut self, line: &str, lines: &mut impl Iterator<Item = &'f str>) -> Node {
        let (name, rest) = line.split_once(' ').unwrap_or((line, ""));
        let (name, optional) = name.strip_suffix('?').map_or((name, false), |name| (name, true));
        match name {
            "use" => Node::Use(rest.to_owned()),
            "in" => Node::Object { path: Path::parse(rest), optional, body: self.body(lines).0 },
            "each" => {
                let (list, range) =
                    rest.split_once(' ').map_or((rest, None), |(list, range)| (list, Some(parse_range(range))));
                Node::Each { list: list_path(list), range, optional, body: self.body(lines).0 }
            }
            "some" => {
                let (then, otherwise) = self.two_bodies(lines);
                let nothing = optional.then(|| self.named_choice("nothing"));
                Node::Some { lists: rest.split(' ').map(list_path).collect(), then, otherwise, nothing }
            }
            "if" => {
                let (then, otherwise) = self.two_bodies(lines);
                Node::If { key: rest.to_owned(), then, otherwise }
            }
            "either" => {
                let id = if rest.is_empty() { self.choice() } else { self.named_choice(rest) };
                let mut branches = Vec::new();
                loop {
                    let (body, end) = self.body(lines);
                    branches.push(body);
                    if end != "@or" {
                        return Node::Either { id, branches };
                    }
                }
            }
            "state" => Node::State { path: Path::parse(rest), branches: self.states(lines) },
            "value" => {
                let (path, kind) = rest.split_once(':').expect("a value has a kind");
                Node::Value { path: Path::parse(path), optional, kind: parse_kind(kind) }
            }
            "values" => {
                let (list, kind) = rest.split_once(':').expect("values have a kind");
                let (path, range) = list.split_once(' ').expect("values have a range");
                Node::Values { path: Path::parse(path), optional, range: parse_range(range), kind: parse_kind(kind) }
            }
            "grid" => {
                let mut words = rest.split(' ');
                let months = parse_range(words.next().expect("a grid has a range"));
                let codes = words.next().expect("a grid has codes").to_owned();
                Node::Grid { months, codes, no_amount: words.next().map(str::to_owned) }
            }
            _ => panic!("no directive: @{line}"),
        }
    }

    fn two_bodies<'f>(&mut self, lines: &mut impl Iterator<Item = &'f str>) -> (Vec<Node>, Vec<Node>) {
        let (then, end) = self.body(lines);
        (then, if end == "@else" { self.body(lines).0 } else { Vec::new() })
    }

    fn states<'f>(&mut self, lines: &mut impl Iterator<Item = &'f str>) -> Vec<State> {
        let mut states = Vec::new();
        let (before, mut end) = self.body(lines);
        assert!(before.is_empty(), "a state has keys");
        while let Some(words) = end.strip_prefix("@key ") {
            let mut words = words.split(' ').map(str::to_owned);
            let key = words.next().expect("a key");
            let words = words.collect();
            let (body, next) = self.body(lines);
            states.push(State { key, words, body });
            end = next;
        }
        states
    }

    fn printed(&mut self, line: &str) -> Node {
        let text = |prefix: &str| line.strip_prefix(prefix);
        if line.is_empty() {
            return Node::Gap;
        }
        for (level, prefix) in ["! ", "# ", "## ", "### "].into_iter().enumerate() {
            if let Some(text) = text(prefix) {
                return Node::Heading { level, text: self.pieces(text) };
            }
        }
        if let Some(text) = text("* ") {
            return Node::Line(self.pieces(text));
        }
        let row = line.trim_start_matches(['=', '-']);
        let row = row.strip_prefix('│').and_then(|row| row.strip_suffix('│'));
        let cells: Vec<CellForm> =
            row.unwrap_or_else(|| panic!("no line of a form: {line}")).split('│').flat_map(|c| self.cells(c)).collect();
        let is_label = |piece: &Piece| matches!(piece, Piece::Text(_) | Piece::Choice { .. });
        let labels = match line.chars().next() {
            Some('-') => Labels::Amid,
            Some('=') => Labels::Head,
            _ if cells.iter().flat_map(|cell| &cell.pieces).all(is_label) => Labels::Head,
            _ => Labels::None,
        };
        Node::Row { labels, cells }
    }

    /// The cell of a text, or the twelve cells of the months.
    fn cells(&mut self, text: &str) -> Vec<CellForm> {
        if let Some((list, field)) = text.strip_prefix('{').and_then(|text| text.split_once(" 1-12 ")) {
            let field = field.trim_end_matches('}');
            let piece = |number| Piece::Month { list: list.to_owned(), number, field: field.to_owned() };
            let cell = |number| CellForm { pieces: vec![piece(number)], span: 1, continues: false, down: false };
            return (1..=12).map(cell).collect();
        }
        let (text, span) = text.split_once('×').map_or((text, 1), |(text, span)| {
            (text, span.parse().unwrap_or_else(|_| panic!("no number of columns: {span}")))
        });
        let (text, down) = text.strip_suffix('↓').map_or((text, false), |text| (text, true));
        let (text, continues) = if text == "〃" { ("", true) } else { (text, false) };
        vec![CellForm { pieces: self.pieces(text), span, continues, down }]
    }

    fn pieces(&mut self, text: &str) -> Vec<Piece> {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            if !before.is_empty() {
                pieces.push(Piece::Text(before.replace('⏎', "\n")));
            }
            let (inner, after) = after.split_once('}').unwrap_or_else(|| panic!("a bracket is open: {text}"));
            pieces.push(self.piece(inner));
            rest = after;
        }
        if !rest.is_empty() {
            pieces.push(Piece::Text(rest.replace('⏎', "\n")));
        }
        pieces
    }

    fn piece(&mut self, text: &str) -> Piece {
        if text.contains('|') {
            let texts = text.split('|').map(str::to_owned).collect();
            Piece::Choice { id: self.choice(), texts }
        } else if let Some((path, around)) = text.split_once('?') {
            let (before, after) = around.split_once('%').expect("a text around a value has a place for it");
            Piece::Wrapped { path: Path::parse(path), before: before.to_owned(), after: after.to_owned() }
        } else if let Some(path) = text.strip_suffix('*') {
            Piece::Joined { path: Path::parse(path) }
        } else if let Some((path, kind)) = text.split_once(':') {
            Piece::Field { path: Path::parse(path), kind: Some(parse_kind(kind)) }
        } else {
            Piece::Field { path: Path::parse(text), kind: None }
        }
    }
}

fn list_path(text: &str) -> ListPath {
    let (path, only) = text.split_once('/').map_or((text, None), |(path, only)| (path, Some(only)));
    let only = only.and_then(|only| only.split_once('=')).map(|(key, value)| (key.to_owned(), value.to_owned()));
    ListPath { path: Path::parse(path), only }
}

fn parse_range(text: &str) -> (usize, usize) {
    let range = text.split_once('-').and_then(|(from, to)| Some((from.parse().ok()?, to.parse().ok()?)));
    range.unwrap_or_else(|| panic!("no range: {text}"))
}

fn parse_kind(text: &str) -> Kind {
    let mut parts = Vec::new();
    let mut rest = text;
    loop {
        let part = if let Some(quoted) = rest.strip_prefix('"') {
            let (quoted, after) = quoted.split_once('"').expect("a quoted text ends");
            rest = after;
            Part::Text(quoted.to_owned())
        } else {
            let end = rest.find(['~', '+']).unwrap_or(rest.len());
            let (name, after) = rest.split_at(end);
            rest = after;
            let format = rest.strip_prefix("~\"").map(|format| format.split_once('"').expect("a quoted format ends"));
            if let Some((_, after)) = format {
                rest = after;
            }
            let format = format.map(|(format, _)| format.to_owned());
            match name {
                "#" => Part::Number,
                _ if name.starts_with(['_', '^']) => Part::Leaf { path: Path::parse(name), format },
                _ => Part::Drawn { name: name.to_owned(), format },
            }
        };
        parts.push(part);
        match rest.strip_prefix('+') {
            Some(after) => rest = after,
            None => break,
        }
    }
    assert!(rest.is_empty(), "no kind: {text}");
    Kind(parts)
}
