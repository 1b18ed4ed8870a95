//! The proptest strategies for single values. The texts are those that the reader gives back.
//!
//! So a text has no white space at its ends, nor beside an ideograph or full-width punctuation, and no two spaces in a
//! row. No text is empty: in these reports only a month of a grid is printed empty, because an empty cell is how the
//! reader knows a row that was cut.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::forms::{FORMS, set_date};
use crate::typeset::is_wide;

/// The strategy for a kind, which is one of those here or the name of a list of words.
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

/// Amounts of all lengths, with commas. Few have cents or are below zero.
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

/// The most characters of a text. With more, a row with a narrow column could be cut into four or more parts, and some
/// cells would be empty in the middle parts. Such a row cannot be told from several rows.
const LONGEST: usize = 120;

/// The least characters of a word beside a space. Even in a narrow column each line must have a place to break that is
/// no space.
const SHORTEST_WORD: usize = 2;

/// Any text: ideographs, Latin letters, numbers, punctuation in half and full width, and the signs that a transcript
/// escapes.
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
