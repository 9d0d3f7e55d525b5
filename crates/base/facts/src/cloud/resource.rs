//! Resources of a cloud as files declare them.

use super::{Look, Node, Spot};

/// The language that declares a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CloudDialect {
    /// HCL or JSON of Terraform and OpenTofu.
    Terraform,
    /// `terraform show -json` of a plan.
    TerraformPlan,
    /// AWS CloudFormation and its serverless transform.
    CloudFormation,
    /// Templates of Azure Resource Manager.
    Arm,
    /// Bicep.
    Bicep,
}

/// Everything that the files of one target declare.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CloudFacts {
    /// Resources, in the order of files and lines. `provider` blocks are of the kind
    /// `provider.NAME`, back ends `backend.NAME`, calls of modules `module`, data sources
    /// `data.KIND`.
    pub resources: Vec<Resource>,
    /// What could not be read.
    pub problems: Vec<CloudProblem>,
}

/// One resource, or one instance of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Resource {
    /// Its language.
    pub dialect: CloudDialect,
    /// Its kind in the words of the language: `aws_eks_cluster`, `AWS::EKS::Cluster`,
    /// `Microsoft.ContainerService/managedClusters`.
    pub kind: String,
    /// Its address without the key of an instance, with the modules that hold it:
    /// `module.net.aws_vpc.main`; the logical name in CloudFormation, the symbolic or given name in
    /// ARM and Bicep.
    pub address: String,
    /// Where its declaration begins.
    pub place: Spot,
    /// The calls of the modules that hold it, the outermost first.
    pub calls: Vec<ModuleCall>,
    /// Its attributes: a map, or unknown as a whole.
    pub attributes: Node,
    /// The folder or file that it was read as a part of: only resources of one unit can mean each
    /// other.
    pub unit: String,
}

/// A call of a module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModuleCall {
    /// Its name.
    pub name: String,
    /// Where the call is written.
    pub place: Spot,
}

/// What could not be read or evaluated.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CloudProblem {
    /// Where.
    pub place: Spot,
    /// Why, in lower case, without a full stop; a limit is named.
    pub reason: String,
}

impl Resource {
    /// What stands at a path of its attributes (see [`Node::look`]).
    #[must_use]
    pub fn look(&self, path: &str) -> Look<'_> {
        self.attributes.look(path)
    }
}
