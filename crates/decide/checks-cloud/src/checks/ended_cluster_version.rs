//! A managed cluster runs a version of Kubernetes that is still maintained.
//!
//! # Why
//! Weaknesses that are found now are not fixed in a version whose maintenance has ended. Providers
//! carry one on for some months, at a price.
//!
//! # Fix
//! Upgrade to a maintained minor version, one step at a time.
//!
//! # See
//! CIS EKS 5.5
//! CKV_AWS_339
//! Kubernetes patch releases: end-of-life dates

use jiff::civil::{Date, date};
use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::subject::failure;

use crate::Cloud;

pub(crate) static CHECK: Check<Cloud> = Check::new("CLU-06", Severity::High, run)
    .doc(seaworthy_check::header!("ended_cluster_version.rs"))
    .examples(&[
        Example::new(
            r#"
resource "aws_eks_cluster" "a" {
  version = "1.27"   #! `aws_eks_cluster.a` runs Kubernetes 1.27, maintained until 2024-06-28
}
"#,
        ),
        Example::new(
            r#"
resource "aws_eks_cluster" "a" {
  version = "1.35"
}
resource "google_container_cluster" "b" {
  min_master_version = "latest"
}
"#,
        ),
    ]);

/// Where clusters name their version.
const VERSIONS: &[(&str, &str)] = &[
    ("aws_eks_cluster", "version"),
    ("AWS::EKS::Cluster", "Version"),
    ("google_container_cluster", "min_master_version"),
    ("azurerm_kubernetes_cluster", "kubernetes_version"),
    (
        "Microsoft.ContainerService/managedClusters",
        "properties.kubernetesVersion",
    ),
];

/// Minor versions from 1.20, with the day on which their maintenance ends (kubernetes.io, patch
/// releases).
const ENDS: &[Date] = &[
    date(2022, 2, 28),
    date(2022, 6, 28),
    date(2022, 10, 28),
    date(2023, 2, 28),
    date(2023, 7, 28),
    date(2023, 10, 27),
    date(2024, 2, 28),
    date(2024, 6, 28),
    date(2024, 10, 28),
    date(2025, 2, 28),
    date(2025, 7, 15),
    date(2025, 11, 11),
    date(2026, 2, 28),
    date(2026, 6, 28),
    date(2026, 10, 27),
    date(2027, 2, 28),
    date(2027, 6, 28),
];

fn run(cloud: &Cloud, judge: &mut Judge) {
    let mut arises = false;
    for (kind, path) in VERSIONS {
        for resource in cloud.of_kinds(&[kind]) {
            arises = true;
            let Some(node) = resource.look(path).known() else {
                continue;
            };
            let text = match node.as_str() {
                Some(text) => text.to_owned(),
                None => node.as_number().unwrap_or_default().to_string(),
            };
            let mut parts = text.split('.');
            let (Some("1"), Some(Ok(minor))) = (parts.next(), parts.next().map(str::parse)) else {
                continue;
            };
            let minor: usize = minor;
            let end = match minor.checked_sub(20) {
                Some(at) => ENDS.get(at),
                None => ENDS.first(),
            };
            let ended = end.filter(|end| cloud.today.is_some_and(|today| **end < today));
            if let Some(end) = ended {
                let says = format!("runs Kubernetes 1.{minor}, maintained until {end}");
                judge.fail(failure(resource, Some(node), &says));
            }
        }
    }
    if !arises {
        judge.not_applicable();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_ends_is_in_order() {
        assert!(ENDS.is_sorted());
    }
}
