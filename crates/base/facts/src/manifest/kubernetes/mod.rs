//! Objects of Kubernetes in trees: what they are, and the pods they make.

mod object;
mod pod;
mod resource;
pub mod selector;
mod set;
mod version;

pub use object::{Object, ObjectPath, Objects, PodShape, PodSite};
pub use pod::{Container, ContainerRole, PodTemplate};
pub use resource::{Category, PodAt, RESOURCES, Resource};
pub use set::{NAMESPACE_DEFAULT, ObjectSet, together};
pub use version::{KubeVersion, KubeVersionError};
