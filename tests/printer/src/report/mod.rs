//! Reports that are drawn: whatever a form can print, and only what can be told apart in print.

mod complete;
mod draw;
mod schema;
mod value;

pub(crate) use self::complete::complete;
pub(crate) use self::draw::{Size, draws};
pub(crate) use self::schema::entries;
