//! How long each stage takes on reports of several lengths and producers: `cargo bench`.

use std::fs;
use std::hint::black_box;
use std::path::Path;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use zhengxin::transcript::Transcript;
use zhengxin::{Options, grammar, layout, pdf, read_transcript};

const REPORTS: [&str; 4] =
    ["chromium-2024-minimal", "weasyprint-2024-typical", "itext-2024-full", "chromium-2024-full"];

fn stages(criterion: &mut Criterion) {
    for report in REPORTS {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/reports").join(report).with_extension("pdf");
        let bytes = fs::read(&path).expect("the fixture can be read");
        let pages = pdf::read(&bytes).expect("the fixture is sound");
        let printed = layout::lay_out(&pages);
        let transcript = Transcript::new(&printed);
        let mut group = criterion.benchmark_group(report);
        group.throughput(Throughput::Elements(pages.len() as u64));
        group.bench_function("pdf", |bencher| bencher.iter(|| pdf::read(black_box(&bytes))));
        group.bench_function("layout", |bencher| bencher.iter(|| layout::lay_out(black_box(&pages))));
        group.bench_function("transcript", |bencher| bencher.iter(|| Transcript::new(black_box(&printed))));
        group.bench_function("grammar", |bencher| bencher.iter(|| grammar::parse(black_box(&transcript))));
        group.bench_function("report", |bencher| {
            bencher.iter(|| read_transcript(black_box(&transcript), &Options::default()));
        });
        group.bench_function("all", |bencher| bencher.iter(|| zhengxin::parse(black_box(&bytes), &Options::default())));
        group.finish();
    }
}

criterion_group!(benches, stages);
criterion_main!(benches);
