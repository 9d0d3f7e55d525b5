//! Tests of the crate from outside: the corpora of the fuzz targets, what cataloguers say they
//! know, and package databases that other programs wrote.

#[cfg(test)]
mod bom;
#[cfg(test)]
mod corpus;
#[cfg(test)]
mod host;
#[cfg(test)]
mod knows;
#[cfg(test)]
mod programs;
#[cfg(test)]
mod rpm;
