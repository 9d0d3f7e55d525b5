//! Facts by CVE: EPSS scores, known exploited days, CVSS vectors; and the CVEs of other ids.
//!
//! EPSS columns: first CVE of each block, offset of each block, blocks, score and percentile of
//! each distinct score, ascending. A block is a zstd frame (its inflated size `u32` before it) of
//! [`BLOCK_ENTRIES`] CVEs as differences, then the numbers of their distinct scores, all `u32` in
//! byte planes. Only the blocks that are asked for are inflated. Scores are kept to 1/65,535.

use jiff::civil::Date;
use seaworthy_model::Epss;

use super::columns::{Columns, ColumnsWriter};
use super::inflate;
use crate::date::Day;
use crate::feeds;
use crate::weakness::Cve;

/// Entries of a block: small enough that one look-up inflates 16 KiB.
pub(super) const BLOCK_ENTRIES: usize = 2_048;
const SCALE: f64 = 65_535.0;

const BLOCK_FIRST: usize = 0;
const BLOCK_OFFSETS: usize = 1;
const BLOCK_BYTES: usize = 2;
const SCORES: usize = 3;
const PERCENTILES: usize = 4;

/// EPSS scores by CVE.
#[derive(Debug)]
pub struct EpssTable<'a> {
    columns: Columns<'a>,
}

/// A cursor over the scores that keeps the last inflated block: ask in the order of CVEs.
#[derive(Debug)]
pub struct EpssLookup<'t> {
    columns: &'t Columns<'t>,
    block: Option<(usize, Vec<(u32, u32)>)>,
}

impl<'a> EpssTable<'a> {
    pub(super) fn new(columns: Columns<'a>) -> Self {
        Self { columns }
    }

    /// Starts looking up.
    #[must_use]
    pub fn lookup(&self) -> EpssLookup<'_> {
        EpssLookup {
            columns: &self.columns,
            block: None,
        }
    }
}

impl EpssLookup<'_> {
    /// The score of a weakness.
    pub fn score(&mut self, cve: Cve) -> Option<Epss> {
        let after = self
            .columns
            .lower_bound_u32(BLOCK_FIRST, cve.to_bits().checked_add(1)?);
        let number = after.checked_sub(1)?;
        if self.block.as_ref().is_none_or(|(at, _)| *at != number) {
            let block = self.columns.slice(BLOCK_OFFSETS, BLOCK_BYTES, number)?;
            self.block = Some((number, read_block(block)?));
        }
        let (_, entries) = self.block.as_ref()?;
        let at = entries
            .binary_search_by_key(&cve.to_bits(), |(cve, _)| *cve)
            .ok()?;
        let score = entries.get(at)?.1 as usize;
        let share = |column| {
            self.columns
                .u16(column, score)
                .map(|bits| (f64::from(bits) / SCALE) as f32)
        };
        Some(Epss {
            score: share(SCORES)?,
            percentile: share(PERCENTILES)?,
        })
    }
}

fn read_block(block: &[u8]) -> Option<Vec<(u32, u32)>> {
    let (size, frame) = block.split_first_chunk::<4>()?;
    let size = u32::from_le_bytes(*size);
    if size as usize > BLOCK_ENTRIES * 8 {
        return None;
    }
    let planes = inflate(frame, u64::from(size))?;
    let count = planes.len() / 8;
    if count == 0 {
        return None;
    }
    let mut numbers = vec![0_u32; 2 * count];
    for (plane, bytes) in planes.chunks_exact(2 * count).enumerate() {
        for (number, byte) in numbers.iter_mut().zip(bytes) {
            *number |= u32::from(*byte) << (8 * plane);
        }
    }
    let (cves, scores) = numbers.split_at(count);
    let mut cve = 0_u32;
    cves.iter()
        .zip(scores)
        .map(|(difference, score)| {
            cve = cve.checked_add(*difference)?;
            Some((cve, *score))
        })
        .collect()
}

pub(super) fn write_epss(epss: &feeds::Epss, level: i32) -> std::io::Result<Vec<u8>> {
    let bits = |share: f64| (share * SCALE).round() as u16;
    let mut distinct: Vec<(u16, u16)> = epss
        .entries
        .iter()
        .map(|(_, score, percentile)| (bits(*score), bits(*percentile)))
        .collect();
    distinct.sort_unstable();
    distinct.dedup();
    let (mut firsts, mut blocks) = (Vec::new(), Vec::new());
    for chunk in epss.entries.chunks(BLOCK_ENTRIES) {
        let mut numbers = Vec::with_capacity(chunk.len() * 2);
        let mut last = 0;
        for (cve, ..) in chunk {
            numbers.push(cve.to_bits() - last);
            last = cve.to_bits();
        }
        for (_, score, percentile) in chunk {
            let wanted = (bits(*score), bits(*percentile));
            numbers.push(distinct.partition_point(|entry| *entry < wanted) as u32);
        }
        let mut planes = Vec::with_capacity(numbers.len() * 4);
        for plane in 0..4 {
            planes.extend(numbers.iter().map(|number| (number >> (8 * plane)) as u8));
        }
        let mut block = (planes.len() as u32).to_le_bytes().to_vec();
        block.extend(zstd::bulk::compress(&planes, level)?);
        firsts.extend(chunk.first().map(|(cve, ..)| cve.to_bits()));
        blocks.push(block);
    }
    let mut columns = ColumnsWriter::default();
    columns.u32(firsts);
    columns.pieces(blocks);
    columns.u16(distinct.iter().map(|(score, _)| *score));
    columns.u16(distinct.iter().map(|(_, percentile)| *percentile));
    Ok(columns.finish())
}

/// Days on which weaknesses entered the catalogue of known exploited ones.
#[derive(Debug)]
pub struct KevTable<'a> {
    columns: Columns<'a>,
}

impl<'a> KevTable<'a> {
    pub(super) fn new(columns: Columns<'a>) -> Self {
        Self { columns }
    }

    /// The day on which a weakness was added.
    #[must_use]
    pub fn added(&self, cve: Cve) -> Option<Date> {
        let at = self.columns.lower_bound_u32(0, cve.to_bits());
        (self.columns.u32(0, at)? == cve.to_bits()).then_some(())?;
        Day::from_bits(self.columns.u16(1, at)?).map(Day::date)
    }
}

pub(super) fn write_kev(kev: &feeds::Kev) -> Vec<u8> {
    let mut columns = ColumnsWriter::default();
    columns.u32(kev.entries.iter().map(|(cve, _)| cve.to_bits()));
    columns.u16(kev.entries.iter().map(|(_, day)| day.to_bits()));
    columns.finish()
}

/// CVSS vectors by CVE, from whichever record gave them.
#[derive(Debug)]
pub struct VectorTable<'a> {
    columns: Columns<'a>,
}

impl<'a> VectorTable<'a> {
    pub(super) fn new(columns: Columns<'a>) -> Self {
        Self { columns }
    }

    /// Every pair, in the order of CVEs.
    pub(super) fn iter(&self) -> impl Iterator<Item = (Cve, &str)> {
        (0..self.columns.len_u32(0)).filter_map(|at| {
            let cve = Cve::from_bits(self.columns.u32(0, at)?);
            let text = self.columns.text(2, 3, self.columns.u32(1, at)? as usize)?;
            Some((cve, text))
        })
    }

    /// The vectors of a weakness.
    pub fn vectors(&self, cve: Cve) -> impl Iterator<Item = &str> {
        let first = self.columns.lower_bound_u32(0, cve.to_bits());
        (first..self.columns.len_u32(0))
            .take_while(move |at| self.columns.u32(0, *at) == Some(cve.to_bits()))
            .filter_map(|at| self.columns.text(2, 3, self.columns.u32(1, at)? as usize))
    }
}

/// Writes pairs that are sorted and without repetition.
pub(super) fn write_vectors(pairs: &[(Cve, &str)]) -> Vec<u8> {
    let mut all: Vec<&str> = pairs.iter().map(|(_, vector)| *vector).collect();
    all.sort_unstable();
    all.dedup();
    let mut columns = ColumnsWriter::default();
    columns.u32(pairs.iter().map(|(cve, _)| cve.to_bits()));
    columns.u32(
        pairs
            .iter()
            .map(|(_, vector)| all.partition_point(|v| v < vector) as u32),
    );
    columns.pieces(all);
    columns.finish()
}

/// Columns: ids (offsets, bytes), sorted, and the CVE of each.
pub(super) fn write_ids(ids: &[(&str, Cve)]) -> Vec<u8> {
    let mut columns = ColumnsWriter::default();
    columns.pieces(ids.iter().map(|(id, _)| *id));
    columns.u32(ids.iter().map(|(_, cve)| cve.to_bits()));
    columns.finish()
}

/// The CVEs of other ids: GHSA, GO, RUSTSEC and vendors' own.
#[derive(Debug)]
pub struct IdTable<'a> {
    columns: Columns<'a>,
}

impl<'a> IdTable<'a> {
    pub(super) fn new(columns: Columns<'a>) -> Self {
        Self { columns }
    }

    /// Every pair, in the order of ids.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, Cve)> {
        (0..self.columns.len_u32(2)).filter_map(|at| {
            let cve = Cve::from_bits(self.columns.u32(2, at)?);
            Some((self.columns.text(0, 1, at)?, cve))
        })
    }

    /// The CVE that another id stands for.
    #[must_use]
    pub fn cve(&self, id: &str) -> Option<Cve> {
        let at = self.columns.find(0, 1, id.as_bytes())?;
        self.columns.u32(2, at).map(Cve::from_bits)
    }
}
