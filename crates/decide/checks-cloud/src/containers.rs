//! Containers that run without Kubernetes, whoever's cloud runs them.

use seaworthy_facts::cloud::{Node, Resource};

use crate::Cloud;
use crate::ask::nodes_at;

/// A container of a task, a job, a group or a service.
pub(crate) struct Container<'a> {
    pub(crate) resource: &'a Resource,
    /// The attribute that a person edits.
    pub(crate) place: &'a Node,
    pub(crate) node: Node,
}

/// Where containers stand.
const HOLDERS: &[(&str, &str)] = &[
    ("aws_ecs_task_definition", "container_definitions"),
    ("AWS::ECS::TaskDefinition", "ContainerDefinitions"),
    ("google_cloud_run_service", "template.spec.containers"),
    ("google_cloud_run_v2_service", "template.containers"),
    ("google_cloud_run_v2_job", "template.template.containers"),
    ("azurerm_container_group", "container"),
    ("azurerm_container_app", "template.container"),
    (
        "Microsoft.App/containerApps",
        "properties.template.containers",
    ),
    ("Microsoft.App/jobs", "properties.template.containers"),
    (
        "Microsoft.ContainerInstance/containerGroups",
        "properties.containers",
    ),
];

/// Every container; those in policies as text too.
pub(crate) fn all(cloud: &Cloud) -> Vec<Container<'_>> {
    let mut found = Vec::new();
    for (kind, path) in HOLDERS {
        for resource in cloud.of_kind(kind) {
            for place in nodes_at(&resource.attributes, path).into_iter().flatten() {
                let Some(list) = place.document() else {
                    continue;
                };
                found.extend(list.items().iter().map(|node| Container {
                    resource,
                    place,
                    node: node.clone(),
                }));
            }
        }
    }
    found
}

impl Container<'_> {
    /// An attribute under any of its names.
    pub(crate) fn get(&self, names: &[&str]) -> Option<&Node> {
        let holder = self.node.get("properties").unwrap_or(&self.node);
        names.iter().find_map(|name| holder.get(name))
    }

    pub(crate) fn name(&self) -> String {
        let name = self.node.get("name").and_then(Node::as_str);
        name.unwrap_or("container").to_owned()
    }

    /// Names and values of the environment that are written in plain text.
    pub(crate) fn environment(&self) -> Vec<(String, String)> {
        let list = self.get(&[
            "environment",
            "env",
            "environment_variables",
            "environmentVariables",
        ]);
        let Some(list) = list else {
            return Vec::new();
        };
        if !list.entries().is_empty() {
            let entries = list.entries().iter();
            return entries
                .filter_map(|(name, value)| Some((name.to_string(), value.as_str()?.to_owned())))
                .collect();
        }
        let items = list.items().iter().filter_map(|item| {
            let name = item.get("name")?.as_str()?.to_owned();
            Some((name, item.get("value")?.as_str()?.to_owned()))
        });
        items.collect()
    }
}
