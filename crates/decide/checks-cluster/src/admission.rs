//! Settings of admission plug-ins, in an AdmissionConfiguration or in a file of their own.

use seaworthy_facts::manifest::Value;
use seaworthy_facts::manifest::kubernetes::Object;

use crate::Cluster;

/// The settings of a plug-in, with the object that holds them.
pub(crate) fn plugin<'a>(cluster: &'a Cluster, name: &str) -> Vec<(&'a Object, Value<'a>)> {
    let mut found = Vec::new();
    if name == "PodSecurity" {
        let own = cluster.of_kind("PodSecurityConfiguration");
        found.extend(own.map(|object| (object, object.value())));
    }
    for object in cluster.of_kind("AdmissionConfiguration") {
        let plugins = object.at("plugins").map(Value::items).into_iter().flatten();
        let named = plugins.filter(|one| one.get("name").and_then(Value::text) == Some(name));
        let settings = named.filter_map(|one| one.get("configuration"));
        found.extend(settings.map(|settings| (object, settings)));
    }
    found
}
