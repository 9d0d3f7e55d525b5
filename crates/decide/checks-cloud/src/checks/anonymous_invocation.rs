//! Serverless containers and functions are called by known callers only.
//!
//! # Why
//! A service that anyone may call is an application on the Internet, whatever was meant.
//!
//! # Fix
//! Grant `roles/run.invoker` to named members; set `authorization_type = "AWS_IAM"` on function
//! addresses.
//!
//! # See
//! CKV_AWS_258, CKV_GCP_102

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, allows, ask};

pub(crate) static CHECK: Check<Cloud> = Check::new("NET-04", Severity::High, run)
    .doc(seaworthy_check::header!("anonymous_invocation.rs"))
    .examples(&[
        Example::new(
            r#"
resource "google_cloud_run_service_iam_member" "a" {
  role   = "roles/run.invoker"
  member = "allUsers"   #! `google_cloud_run_service_iam_member.a` can be called by anyone
}
"#,
        ),
        Example::new(
            r#"
resource "aws_lambda_function_url" "a" {
  authorization_type = "NONE"   #! `aws_lambda_function_url.a` can be called by anyone
}
"#,
        ),
        Example::new(
            r#"
resource "google_cloud_run_service_iam_member" "a" {
  member = "serviceAccount:web@p.iam.gserviceaccount.com"
}
"#,
        ),
    ]);

const SAYS: &str = "can be called by anyone";

static ASKS: &[Ask] = &[
    allows(
        &[
            "google_cloud_run_service_iam_member",
            "google_cloud_run_v2_service_iam_member",
            "google_cloudfunctions_function_iam_member",
            "google_cloudfunctions2_function_iam_member",
        ],
        "member",
        Want::NoneOf(&["allUsers", "allAuthenticatedUsers"]),
    ),
    allows(
        &[
            "google_cloud_run_service_iam_binding",
            "google_cloud_run_v2_service_iam_binding",
            "google_cloudfunctions_function_iam_binding",
        ],
        "members",
        Want::NoneOf(&["allUsers", "allAuthenticatedUsers"]),
    ),
    allows(
        &["aws_lambda_function_url"],
        "authorization_type",
        Want::NoneOf(&["NONE"]),
    ),
    allows(&["AWS::Lambda::Url"], "AuthType", Want::NoneOf(&["NONE"])),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}
