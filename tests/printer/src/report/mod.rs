//! Draws random reports from the forms: [`entries`] finds the keys of a form, [`draws`] draws their values, and
//! [`complete()`] makes the JSON. A report has whatever its form can print, and nothing that looks the same in print as
//! something else.

mod complete;
mod draw;
mod schema;
mod value;

pub(crate) use self::complete::complete;
pub(crate) use self::draw::{Size, draws};
pub(crate) use self::schema::entries;
