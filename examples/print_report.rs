//! Prints a credit report of invented people as PDF: `cargo run --example print_report -- --help`.

use std::path::PathBuf;
use std::process::ExitCode;
use std::{env, fs};

use zhengxin_printer::{Layout, Sample, Way};

const HELP: &str = "\
Prints a credit report of invented people as PDF. The same options always give the same file.

Usage: print_report [OPTIONS] --output FILE

Options:
  -o, --output FILE     where the PDF is written
      --json FILE       where the JSON is written that a reader must give
      --seed NUMBER     which of all reports and styles [default: 0]
      --layout LAYOUT   2024-org, 2020-org or 2024-personal [default: 2024-org]
      --accounts COUNT  how many accounts of loans and cards at least [default: 4]
      --pages COUNT     about so many pages, by as many accounts as they take: in place of --accounts
      --longest COUNT   a short report, whose lists have so many records at most: in place of --accounts
      --way WAY         a short report in one way of printing that only some programs have, in place of any:
                        {ways}
  -h, --help            prints this help";

/// The longest list of a short report, unless it is said.
const LONGEST: usize = 3;

struct Options {
    output: PathBuf,
    json: Option<PathBuf>,
    seed: u64,
    layout: Layout,
    accounts: usize,
    pages: Option<usize>,
    longest: Option<usize>,
    way: Option<Way>,
}

/// The help with the names of all ways.
fn help() -> String {
    HELP.replace("{ways}", &Way::ALL.map(Way::name).join(", "))
}

/// The options of the arguments; `None` where help is asked for.
fn options(mut arguments: impl Iterator<Item = String>) -> Result<Option<Options>, String> {
    let mut output = None;
    let mut options = Options {
        output: PathBuf::new(),
        json: None,
        seed: 0,
        layout: Layout::Org2024,
        accounts: 4,
        pages: None,
        longest: None,
        way: None,
    };
    while let Some(option) = arguments.next() {
        if option == "-h" || option == "--help" {
            return Ok(None);
        }
        let value = arguments.next().ok_or_else(|| format!("{option} needs a value"))?;
        let no_number = |_| format!("{option}: `{value}` is no number");
        match option.as_str() {
            "-o" | "--output" => output = Some(PathBuf::from(value)),
            "--json" => options.json = Some(PathBuf::from(value)),
            "--seed" => options.seed = value.parse().map_err(no_number)?,
            "--layout" => {
                options.layout = Layout::named(&value).ok_or_else(|| format!("there is no layout `{value}`"))?;
            }
            "--accounts" => options.accounts = value.parse().map_err(no_number)?,
            "--pages" => options.pages = Some(value.parse().map_err(no_number)?),
            "--longest" => options.longest = Some(value.parse().map_err(no_number)?),
            "--way" => {
                options.way = Some(Way::named(&value).ok_or_else(|| format!("there is no way {value}"))?);
            }
            _ => return Err(format!("there is no option {option}")),
        }
    }
    options.output = output.ok_or("--output is missing")?;
    Ok(Some(options))
}

fn main() -> ExitCode {
    let options = match options(env::args().skip(1)) {
        Ok(Some(options)) => options,
        Ok(None) => {
            println!("{}", help());
            return ExitCode::SUCCESS;
        }
        Err(message) => {
            eprintln!("{message}\n\n{}", help());
            return ExitCode::from(2);
        }
    };
    let short = options.longest.or(options.way.map(|_| LONGEST));
    let sample = match (options.pages, short) {
        (_, Some(longest)) => Sample::short_of_seed(options.seed, options.layout, longest, options.way),
        (Some(pages), None) => Sample::of_pages(options.seed, options.layout, pages),
        (None, None) => Sample::of_seed(options.seed, options.layout, options.accounts),
    };
    let json = options.json.map(|path| (path, format!("{:#}\n", sample.report).into_bytes()));
    for (path, bytes) in [(options.output, sample.print())].into_iter().chain(json) {
        if let Err(error) = fs::write(&path, bytes) {
            eprintln!("{}: {error}", path.display());
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}
