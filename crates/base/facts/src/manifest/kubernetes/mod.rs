//! Objects of Kubernetes in trees: what they are, and the pods they make.

mod object;
mod pod;
mod resource;

pub use object::{Object, ObjectPath, Objects, PodShape, PodSite};
pub use pod::{Container, ContainerRole, PodTemplate};
pub use resource::{Category, PodAt, RESOURCES, Resource};
