//! Settings of kubelets: by flags, and by a KubeletConfiguration, whose defaults differ.
//!
//! Facts of the reference of Kubernetes 1.36: the flags of kubelet, and
//! `kubelet.config.k8s.io/v1beta1` KubeletConfiguration.

use seaworthy_check::Judge;
use seaworthy_facts::manifest::Value;

use crate::Cluster;
use crate::flags::{self, Asked};

/// A question about one setting.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Setting {
    /// About the flag.
    pub(crate) flag: Asked,
    /// The path of the field; empty where the file has none.
    pub(crate) path: &'static str,
    /// What holds where the field is absent.
    pub(crate) default: Option<&'static str>,
}

/// Asks every kubelet, and takes down a failure for each at which one question is answered wrongly.
pub(crate) fn judge(cluster: &Cluster, judge: &mut Judge, settings: &[Setting], says: &str) {
    let asked: Vec<Asked> = settings.iter().map(|setting| setting.flag).collect();
    flags::judge(cluster, judge, &asked, says);
    for object in cluster.of_group("kubelet.config.k8s.io", "KubeletConfiguration") {
        let asked = settings.iter().filter(|setting| !setting.path.is_empty());
        let wrong = asked.filter_map(|setting| {
            let value = object.at(setting.path);
            let listed = value.filter(|value| value.is_sequence()).map(|list| {
                let items: Vec<&str> = list.items().filter_map(Value::text).collect();
                items.join(",")
            });
            let text = listed.as_deref().or_else(|| value.and_then(Value::text));
            let holds = setting.flag.want.holds(text.or(setting.default));
            (!holds).then_some(value.unwrap_or(object.value()))
        });
        for place in wrong.take(1) {
            judge.fail(cluster.failure(object, place, format!("kubelet {says}")));
        }
    }
}
