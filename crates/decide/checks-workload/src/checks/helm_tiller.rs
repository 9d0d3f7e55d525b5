//! The server part of Helm 2 is not deployed.
//!
//! # Why
//! Tiller installs whatever it is sent with its own rights, usually those of the whole cluster, and
//! asks nobody for a password. It has had no fixes since 2020.
//!
//! # Fix
//! Move releases to Helm 3 or later, which needs no server, and remove the Deployment and its
//! Service.
//!
//! # See
//! Helm project, end of support of version 2

use seaworthy_check::{Check, Example, Judge};
use seaworthy_model::Severity;

use crate::Workload;
use crate::image_name::ImageName;
use crate::subject::called;

pub(crate) static CHECK: Check<Workload> = Check::new("ACC-02", Severity::High, run)
    .doc(seaworthy_check::header!("helm_tiller.rs"))
    .examples(&[
        Example::new(
            "
            spec:
              containers:
                - name: tiller
                  image: ghcr.io/helm/tiller:v2.17.0   #! container `tiller` is the server of Helm 2
            ",
        ),
        Example::new(
            "
            spec:
              containers:
                - name: web
                  image: shop/web:1.4
            ",
        ),
    ]);

fn run(workload: &Workload, judge: &mut Judge) {
    for container in workload.containers() {
        let image = container.image().filter(|image| {
            let name = image.text().and_then(ImageName::of);
            name.is_some_and(|name| name.last() == "tiller")
        });
        if let Some(image) = image {
            let message = format!("{} is the server of Helm 2", called(&container));
            judge.fail(workload.failure(image, message));
        }
    }
}
