//! Release cycles of products, from endoflife.date.
//!
//! Columns: product names (offsets, bytes), sorted; for each product a text of lines `cycle`, `code
//! name`, `end` (days, `+` ended, empty not known), `extended end` and `lts`, between tabs.

use super::columns::{Columns, ColumnsWriter};
use crate::date::Day;
use crate::feeds::{Cycle, EndOfLife};

/// Release cycles by product.
#[derive(Debug)]
pub struct Cycles<'a> {
    columns: Columns<'a>,
}

impl<'a> Cycles<'a> {
    pub(super) fn new(columns: Columns<'a>) -> Self {
        Self { columns }
    }

    /// The products, sorted.
    pub fn products(&self) -> impl Iterator<Item = &str> {
        let count = self.columns.len_u32(0).saturating_sub(1);
        (0..count).filter_map(|at| self.columns.text(0, 1, at))
    }

    /// The cycles of a product, such as `debian`, in the order of the feed (the newest first).
    #[must_use]
    pub fn of(&self, product: &str) -> Vec<Cycle> {
        let text = self
            .columns
            .find(0, 1, product.as_bytes())
            .and_then(|at| self.columns.text(2, 3, at))
            .unwrap_or_default();
        text.lines().filter_map(read_line).collect()
    }

    /// The cycle of a product by its name.
    #[must_use]
    pub fn find(&self, product: &str, cycle: &str) -> Option<Cycle> {
        self.of(product)
            .into_iter()
            .find(|entry| entry.name == cycle)
    }
}

fn read_line(line: &str) -> Option<Cycle> {
    let mut fields = line.split('\t');
    let name = fields.next()?.to_owned();
    let codename = fields
        .next()
        .filter(|text| !text.is_empty())
        .map(str::to_owned);
    let day = |text: &str| text.parse().ok().and_then(Day::from_bits);
    let end = match fields.next()? {
        "+" => EndOfLife::Ended,
        text => day(text).map_or(EndOfLife::NotKnown, EndOfLife::On),
    };
    let extended_end = day(fields.next()?);
    let long_term = fields.next()? == "1";
    Some(Cycle {
        name,
        codename,
        end,
        extended_end,
        long_term,
    })
}

/// Writes products that are sorted.
pub(super) fn write_cycles<'p>(
    products: impl Iterator<Item = (&'p String, &'p Vec<Cycle>)>,
) -> Vec<u8> {
    let (mut names, mut texts) = (Vec::new(), Vec::new());
    let plain = |text: &str| text.replace(['\t', '\n', '\r'], " ");
    for (name, cycles) in products {
        names.push(name);
        let lines = cycles.iter().map(|cycle| {
            let end = match cycle.end {
                EndOfLife::On(day) => day.to_bits().to_string(),
                EndOfLife::Ended => "+".to_owned(),
                EndOfLife::NotKnown => String::new(),
            };
            let extended = cycle
                .extended_end
                .map_or(String::new(), |d| d.to_bits().to_string());
            let codename = cycle.codename.as_deref().map_or(String::new(), plain);
            let long_term = u8::from(cycle.long_term);
            format!(
                "{}\t{codename}\t{end}\t{extended}\t{long_term}\n",
                plain(&cycle.name)
            )
        });
        texts.push(lines.collect::<String>());
    }
    let mut columns = ColumnsWriter::default();
    columns.pieces(names);
    columns.pieces(texts);
    columns.finish()
}
