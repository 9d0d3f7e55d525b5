//! The rules over the real tree, and the shape of the catalogue.

mod catalogue;
mod tree;
