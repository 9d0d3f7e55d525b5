//! The image has no more layers than it needs.
//!
//! # Why
//! Every layer is stored, checked and mounted apart, engines stop at 127 of them, and files that
//! one step makes and another removes stay in the image.
//!
//! # Fix
//! Join steps that belong together, and build in stages so that only results are copied.
//!
//! # See
//! NIST SP 800-190 4.1.2

use seaworthy_check::{Check, Example, Failure, Judge};
use seaworthy_model::{Location, Severity};

use crate::Image;

/// Images that are built with care stay below; those above were mostly built by one step a line.
const LAYERS_MANY: usize = 40;

pub(crate) static CHECK: Check<Image> = Check::new("IMG-07", Severity::Negligible, run)
    .doc(seaworthy_check::header!("too_many_layers.rs"))
    .examples(&[
        Example::new(
            "
            config: {}   #! the image has 41 layers
            layers: [
              &l {diff_id: 
                'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'},
              *l, *l, *l, *l, *l, *l, *l, *l, *l, *l, *l, *l, *l, *l, *l, *l, *l, *l, *l, *l,
              *l, *l, *l, *l, *l, *l, *l, *l, *l, *l, *l, *l, *l, *l, *l, *l, *l, *l, *l, *l]
            ",
        ),
        Example::new(
            "
            config: {}
            layers: []
            ",
        ),
    ]);

fn run(image: &Image, judge: &mut Judge) {
    let layers = image.facts.layers.len();
    if layers > LAYERS_MANY {
        let message = format!("the image has {layers} layers");
        judge.fail(Failure::new(message, Location::object("config")).key("layers"));
    }
}
