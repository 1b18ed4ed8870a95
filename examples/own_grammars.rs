//! Reads a report by the grammars of a folder, a changed copy of `grammar/`, in place of those that are compiled in:
//! `cargo run --example own_grammars -- grammar report.pdf`.

use std::error::Error;
use std::path::Path;

use zhengxin::Options;
use zhengxin::grammar::Grammar;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args_os().nth(1).ok_or("which folder?")?;
    let path = std::env::args_os().nth(2).ok_or("which file?")?;
    // Loaded once; a copy costs next to nothing.
    let grammar = Grammar::load(Path::new(&folder))?;
    let options = Options::default().grammar(grammar);
    println!("{}", serde_json::to_string_pretty(&zhengxin::parse(std::fs::read(path)?, &options)?)?);
    Ok(())
}
