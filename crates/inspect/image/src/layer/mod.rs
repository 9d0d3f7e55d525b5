//! One layer: from its bytes to its facts.

mod budget;
mod deliver;
mod inflate;
mod pass;
mod record;
mod reread;
pub(crate) mod tar;

pub(crate) use budget::Budget;
pub(crate) use deliver::{Delivery, FileMeta, Sink};
pub(crate) use inflate::{Compression, Hashes, Inflated, Totals};
pub(crate) use pass::{Claims, LayerRead, Pass, chain, check};
pub(crate) use record::{LAYER, Recorder, presence};
pub(crate) use reread::Wanted;
