//! `zhengxin pack new`: begins a pack from reports of its layout.
//!
//! In go reports; out comes a folder with the suggested rules, a README to be filled in, and the masked transcripts of the reports
//! as fixtures. Nothing personal is written: what no rule knows is masked but for the labels that the grammars know.

use std::fs;
use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use zhengxin::mask;

use crate::cli::Reading;
use crate::cli::grammar::Draft;
use crate::process::grammars;

/// The exit status for wrong usage, also where there is such a pack already.
const USAGE: u8 = 2;

#[derive(Args)]
pub struct NewArgs {
    /// The name of the pack, and of its folder.
    #[arg(value_name = "NAME")]
    name: String,
    /// Reports of the layout: PDF files, or transcripts with --from-transcript.
    #[arg(long, required = true, value_name = "FILE", num_args = 1..)]
    from: Vec<PathBuf>,
    /// The folder of packs.
    #[arg(long, value_name = "DIR", default_value = grammars::PACKS)]
    packs: PathBuf,
    /// The files are transcripts, not PDF files.
    #[arg(long)]
    from_transcript: bool,
}

/// Runs the tool.
pub fn run(arguments: &NewArgs) -> io::Result<ExitCode> {
    let folder = grammars::pack_folder(&arguments.packs, &arguments.name);
    if folder.exists() {
        eprintln!("zhengxin: {} is there already; `zhengxin grammar suggest` writes rules for it", folder.display());
        return Ok(ExitCode::from(USAGE));
    }
    let reading = Reading { from_transcript: arguments.from_transcript, ..Reading::default() };
    let stem = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let Some(draft) = Draft::of(&arguments.from, &reading, &stem) else { return Ok(ExitCode::from(USAGE)) };
    let suggestion = &draft.suggestion;
    if suggestion.settled.is_empty() && suggestion.left.iter().all(Option::is_none) {
        eprintln!("zhengxin: the built-in grammars read these reports: they need no pack");
        return Ok(ExitCode::from(USAGE));
    }
    fs::create_dir_all(folder.join("fixtures"))?;
    fs::write(folder.join(format!("{stem}.pest")), &suggestion.file.text)?;
    fs::write(folder.join("README.md"), readme(&stem))?;
    for (number, transcript) in draft.transcripts.iter().enumerate() {
        let masked = suggestion.grammar.scope(|| mask::transcript(transcript)).map_err(io::Error::other)?;
        fs::write(folder.join(format!("fixtures/{}.txt", number + 1)), masked.text())?;
    }
    let status = draft.tell(&arguments.from, reading.format);
    eprintln!(
        "made {}: look at each suggested rule and delete its line `// suggested`, say in README.md whose layout it is, look at the \
         masked reports in fixtures/, then run `zhengxin pack test {} --accept`",
        folder.display(),
        folder.display()
    );
    Ok(status)
}

fn readme(name: &str) -> String {
    format!(
        "# {name}\n\nWhose layout it is: the bank or the system that prints it.\n\nSince: when it was first seen.\n"
    )
}
