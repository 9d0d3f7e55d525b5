//! Load balancers take requests over TLS, or send callers there.
//!
//! # Why
//! What goes over the network in plain text can be read and changed on the way, sign-ins included.
//!
//! # Fix
//! Use the protocol HTTPS or TLS with a certificate; let port 80 redirect.
//!
//! # See
//! CKV_AWS_2, CKV_AWS_103, CKV_AWS_376, CKV_AZURE_217

use seaworthy_check::{Check, Example, Judge};
use seaworthy_facts::cloud::{Node, Resource};
use seaworthy_model::Severity;

use crate::Cloud;
use crate::ask::{Ask, Want, allows, ask};

pub(crate) static CHECK: Check<Cloud> = Check::new("NET-04", Severity::Medium, run)
    .doc(seaworthy_check::header!("plain_http_listener.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_lb_listener" "a" {
  port     = 80
  protocol = "HTTP"   #! `aws_lb_listener.a` takes requests in plain text
  default_action {
    type = "forward"
  }
}
"#,
        ),
        Example::new(
            r#"
resource "aws_lb_listener" "a" {
  port     = 80
  protocol = "HTTP"
  default_action {
    type = "redirect"
    redirect {
      protocol    = "HTTPS"
      status_code = "HTTP_301"
    }
  }
}
"#,
        ),
    ]);

const SAYS: &str = "takes requests in plain text";

static ASKS: &[Ask] = &[
    allows(
        &["aws_lb_listener", "aws_alb_listener"],
        "protocol",
        Want::NoneOf(&["HTTP"]),
    )
    .when(does_not_redirect),
    allows(
        &["AWS::ElasticLoadBalancingV2::Listener"],
        "Protocol",
        Want::NoneOf(&["HTTP"]),
    )
    .when(does_not_redirect),
    allows(
        &["aws_elb"],
        "listener?.lb_protocol",
        Want::NoneOf(&["http", "tcp"]),
    ),
    allows(
        &["azurerm_application_gateway"],
        "http_listener?.protocol",
        Want::NoneOf(&["Http"]),
    ),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    ask(cloud, judge, SAYS, ASKS);
}

fn does_not_redirect(resource: &Resource) -> bool {
    let paths = [
        "default_action.redirect.protocol",
        "DefaultActions.RedirectConfig.Protocol",
    ];
    !paths.iter().any(|path| {
        let protocol = resource.look(path).known().and_then(Node::as_str);
        protocol.is_some_and(|protocol| protocol != "HTTP")
    })
}
