//! The state of Terraform is encrypted.
//!
//! # Why
//! The state holds every password that a resource was made with.
//!
//! # Fix
//! Set `encrypt = true` in the back end.
//!
//! # See
//! CKV_TF_3

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, ask, needs};

pub(crate) static CHECK: Check<Cloud> = Check::new("SEC-02", Severity::Medium, run)
    .doc(seaworthy_check::header!("unencrypted_state.rs"))
    .examples(&[
        Example::new(
            r#"
terraform {
  backend "s3" {   #! `backend.s3` is not encrypted
    bucket = "state"
  }
}
"#,
        ),
        Example::new(
            r#"
terraform {
  backend "s3" {
    bucket  = "state"
    encrypt = true
  }
}
"#,
        ),
    ]);

const SAYS: &str = "is not encrypted";

static ASKS: &[Ask] = &[needs(&["backend.s3"], "encrypt", Want::True)];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
