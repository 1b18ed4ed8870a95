//! Single values: the texts of leaves as the reader gives them back.
//!
//! Texts follow the law of white space: none at the ends or beside an ideograph or full-width punctuation, one space elsewhere.
//! No text is empty: in these reports nothing but a month of a grid is printed empty, and a cut row is known by that.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::forms::{FORMS, set_date};
use crate::typeset::is_wide;

/// Values of a kind, which has a strategy of its own or is the name of a list of words.
pub(crate) fn of_kind(kind: &str) -> BoxedStrategy<String> {
    match kind {
        "amount" => prop_oneof![6 => amount(), 1 => no_value()].boxed(),
        "count" => prop_oneof![4 => (0..1000_u32).prop_map(|count| count.to_string()), 1 => no_value()].boxed(),
        "score" => prop_oneof![4 => (0..1000_u32).prop_map(|score| score.to_string()), 1 => no_value()].boxed(),
        "percent" => prop_oneof![4 => percent(), 1 => no_value()].boxed(),
        "year" => prop_oneof![4 => (1950..2030_u32).prop_map(|year| year.to_string()), 1 => no_value()].boxed(),
        "month" => {
            let month = day().prop_map(|day| set_date(&day, "YYYY.MM"));
            prop_oneof![6 => month, 1 => no_value()].boxed()
        }
        "day" => day().boxed(),
        "date" => prop_oneof![
            8 => day(),
            2 => (day(), select(FORMS.words("date-formats").words.clone())).prop_map(|(day, format)| set_date(&day, &format)),
            1 => (1..=31_u32).prop_map(|day| day.to_string()),
            1 => select(FORMS.words("open-dates").words.clone()),
            1 => no_value(),
        ]
        .boxed(),
        "time" => (day(), 0..24_u32, 0..60_u32, 0..60_u32, prop_oneof![Just(' '), Just('T')])
            .prop_map(|(day, hour, minute, second, between)| format!("{day}{between}{hour:02}:{minute:02}:{second:02}"))
            .boxed(),
        "serial" => "[0-9]{18,22}".boxed(),
        "clause" => "[\u{4e00}-\u{9fa5}]{2,12}(，[\u{4e00}-\u{9fa5}A-Z0-9]{1,20}){0,3}".boxed(),
        words => {
            let pool = FORMS.words(words);
            if pool.closed {
                select(pool.words.clone()).boxed()
            } else {
                prop_oneof![8 => select(pool.words.clone()), 1 => no_value(), 3 => text()].boxed()
            }
        }
    }
}

fn no_value() -> Just<String> {
    Just("--".to_owned())
}

fn day() -> impl Strategy<Value = String> {
    (1950..2040_u32, 1..=12_u32, 1..=31_u32).prop_map(|(year, month, day)| format!("{year}.{month:02}.{day:02}"))
}

fn percent() -> impl Strategy<Value = String> {
    let bound = prop_oneof![3 => Just(""), 1 => Just(">"), 1 => Just("<"), 1 => Just("≥")];
    let share = prop_oneof![3 => (0..=100_u32).prop_map(|share| share.to_string()), 1 => Just("12.5".to_owned())];
    (bound, share).prop_map(|(bound, share)| format!("{bound}{share}%"))
}

/// Amounts of all lengths, with commas, seldom with cents or below zero.
fn amount() -> impl Strategy<Value = String> {
    let digits = (1..=12_u32).prop_flat_map(|digits| 0..10_u64.pow(digits));
    (digits, prop_oneof![8 => Just(None), 1 => (0..100_u32).prop_map(Some)], prop::bool::weighted(0.05)).prop_map(
        |(yuan, fen, minus)| {
            let mut text = yuan.to_string();
            for at in (1..text.len()).rev().filter(|at| (text.len() - at) % 3 == 0).collect::<Vec<_>>() {
                text.insert(at, ',');
            }
            let fen = fen.map(|fen| format!(".{fen:02}")).unwrap_or_default();
            format!("{}{text}{fen}", if minus { "-" } else { "" })
        },
    )
}

/// A text has this many characters at most: its row is cut into two in a narrow column, seldom into three. A row that is cut
/// into more, with cells that are empty in the middle, cannot be told from several.
const LONGEST: usize = 120;

/// Words beside a space have at least so many characters: lines of a narrow column must have a place to break that is no space.
const SHORTEST_WORD: usize = 2;

/// Any text: ideographs, Latin letters, numbers, punctuation of both sorts, and the signs that a transcript escapes.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => "[\u{4e00}-\u{9fa5}]{1,6}",
        3 => "[A-Za-z0-9]{1,8}",
        1 => "[A-Z0-9]{8,40}",
        2 => "[，。、；：（）“”《》—…·－]",
        2 => "[-.,:;()/#*%&@+'\"!?=<>_]{1,2}",
        1 => select(vec!["│", "〃", "\\", "|"]).prop_map(str::to_owned),
    ];
    let pieces = vec((piece, prop::bool::weighted(0.2)), 1..4);
    let long = prop_oneof![
        12 => pieces.clone(),
        2 => vec(pieces.clone(), 4..9).prop_map(|parts| parts.concat()),
        1 => vec(pieces, 9..14).prop_map(|parts| parts.concat()),
    ];
    long.prop_map(|pieces| {
        let mut text = String::new();
        for (piece, apart) in pieces {
            let beside_wide = text.chars().next_back().is_none_or(is_wide) || piece.starts_with(is_wide);
            let word = text.chars().rev().take_while(|character| *character != ' ').count();
            if apart && !beside_wide && word.min(piece.chars().count()) >= SHORTEST_WORD {
                text.push(' ');
            }
            text.push_str(&piece);
        }
        text.chars().take(LONGEST).collect::<String>().trim_end().to_owned()
    })
}
