//! Shows where a value stands, by its JSON pointer: `cargo run --example place -- report.pdf /creditHeader/serialNo`.

use std::error::Error;

use zhengxin::Options;

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args_os().nth(1).ok_or("which file?")?;
    let pointer = std::env::args().nth(2).ok_or("which value?")?;
    let reading = zhengxin::read(std::fs::read(path)?, &Options::default())?;
    let place = reading.place(&pointer).ok_or("no such value is printed")?;
    println!("{} (rule {})", place.text, place.rule);
    for line in place.places {
        println!("page {}, {:?}", line.page, line.bounds);
    }
    Ok(())
}
