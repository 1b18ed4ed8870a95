//! In which form a report is shown.

use clap::Args;
use serde_json::Value;
use zhengxin::{Report, typed};

#[derive(Args)]
pub struct View {
    /// Show dates, numbers and codes as such, not as they are printed.
    #[arg(long)]
    typed: bool,
}

impl View {
    pub fn json(&self, report: &Report) -> serde_json::Result<Value> {
        if self.typed { serde_json::to_value(typed::typed(report)) } else { serde_json::to_value(report) }
    }
}

#[derive(Args)]
pub struct SchemaArgs {
    /// The schema of `parse --typed`.
    #[arg(long)]
    typed: bool,
}

impl SchemaArgs {
    pub fn schema(&self) -> Value {
        if self.typed { typed::json_schema() } else { zhengxin::schema::json_schema() }
    }
}
