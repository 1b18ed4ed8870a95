//! How long each stage takes on reports of several lengths and producers: `cargo bench`.

use std::fs;
use std::hint::black_box;
use std::path::Path;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use zhengxin::grammar::{Grammar, Pack};
use zhengxin::schema::Report;
use zhengxin::transcript::Transcript;
use zhengxin::{Options, Reading, grammar, layout, lower, pdf};

/// A short one, a typical one, and whole ones of several producers: with fonts without ToUnicode, with none at all, tagged.
const REPORTS: [&str; 6] = [
    "chromium-2024-minimal",
    "weasyprint-2024-typical",
    "itext-2024-full",
    "stsong-2020-full",
    "chromium-2020-full",
    "chromium-2024-full",
];

fn stages(criterion: &mut Criterion) {
    for report in REPORTS {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/reports").join(report).with_extension("pdf");
        let bytes = fs::read(&path).expect("the fixture can be read");
        let pages = pdf::read(&bytes).expect("the fixture is sound");
        let printed = layout::lay_out(&pages);
        let transcript = Transcript::new(&printed);
        let tree = grammar::parse(&transcript).expect("the fixture is a report");
        let report_of_file = zhengxin::parse(&bytes, &Options::default()).expect("the fixture is a report");
        let mut group = criterion.benchmark_group(report);
        group.throughput(Throughput::Elements(pages.len() as u64));
        // Parts of the stage `pdf`, each with those above it.
        group.bench_function("pdf/load", |bencher| bencher.iter(|| pdf::parts::load(black_box(&bytes))));
        group.bench_function("pdf/decode", |bencher| bencher.iter(|| pdf::parts::decode(black_box(&bytes))));
        group.bench_function("pdf/fonts", |bencher| bencher.iter(|| pdf::parts::fonts(black_box(&bytes))));
        group.bench_function("pdf", |bencher| bencher.iter(|| pdf::read(black_box(&bytes))));
        group.bench_function("layout", |bencher| bencher.iter(|| layout::lay_out(black_box(&pages))));
        group.bench_function("transcript", |bencher| bencher.iter(|| Transcript::new(black_box(&printed))));
        group.bench_function("grammar", |bencher| bencher.iter(|| grammar::parse(black_box(&transcript))));
        group.bench_function("ast", |bencher| bencher.iter(|| lower::lower::<Report>(black_box(&tree), &transcript)));
        group.bench_function("json", |bencher| bencher.iter(|| serde_json::to_vec(black_box(&report_of_file))));
        group.bench_function("all", |bencher| {
            bencher.iter(|| {
                let report = zhengxin::parse(black_box(&bytes), &Options::default()).expect("the fixture is a report");
                serde_json::to_vec(&report)
            });
        });
        group.finish();
    }
}

/// What packs cost: a report of a built-in layout with none and with ten of them, and one of the tenth. For that the parse by its own
/// grammars is told, too.
fn packs(criterion: &mut Criterion) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let bytes = fs::read(root.join("fixtures/reports/chromium-2024-full.pdf")).expect("the fixture can be read");
    let built_in = zhengxin::transcribe(bytes).expect("the fixture is a report");
    let fixture =
        fs::read_to_string(root.join("packs/haitong/fixtures/accounts.txt")).expect("the fixture can be read");
    let own = Transcript::from_text(&fixture);
    let pack = |name: &str| Pack::read(&root.join("packs").join(name)).expect("a pack");
    let mut ten: Vec<Pack> = (0..9).map(|_| pack("changfeng")).collect();
    ten.push(pack("haitong"));
    ten.iter().for_each(|pack| assert!(pack.grammar().is_ok()));
    let options = |packs: Vec<Pack>| Options::default().grammar(Grammar::default().with_packs(packs));
    let read = |transcript: &Transcript, options: &Options| {
        Reading::of_transcript(transcript.clone(), options).expect("the fixture is a report")
    };
    let (none, alone, tenth) = (options(Vec::new()), options(vec![pack("haitong")]), options(ten.clone()));
    let grammar = ten[9].grammar().expect("a grammar").clone();
    let mut group = criterion.benchmark_group("packs");
    group.bench_function("built-in/none", |bencher| bencher.iter(|| read(black_box(&built_in), &none)));
    group.bench_function("built-in/ten", |bencher| bencher.iter(|| read(black_box(&built_in), &tenth)));
    group.bench_function("own/grammar", |bencher| bencher.iter(|| grammar.parse(black_box(&own))));
    group.bench_function("own/alone", |bencher| bencher.iter(|| read(black_box(&own), &alone)));
    group.bench_function("own/tenth", |bencher| bencher.iter(|| read(black_box(&own), &tenth)));
    group.finish();
}

criterion_group!(benches, stages, packs);
criterion_main!(benches);
